"""Documents of every shape and script for laws, and what the files made of them say."""

from __future__ import annotations

import io
import re
import zipfile

import docx
from docx.oxml.ns import qn
from hypothesis import strategies as st
from lxml import etree

from app.exchange.documents.direction import clean
from app.exchange.documents.document import (
    CLOSED,
    CODE,
    FIGURES,
    LATE,
    MARK,
    MUTED,
    NORMAL,
    QUOTE,
    TEXT,
    TOTAL,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    SignatureLine,
    Table,
)

MARKS = re.compile("[\u200e\u200f\u2068\u2069]")
LETTERS = (
    "aZéñ العربيةكسلا 019+-/:.,()[]<>&=@\"'\n\r\t\x00\x07\x0b\x1f\x7f\x85\u200f\u202e\u2067\ufeff\ufffe\ud800﷽🙂አ中"
)
TEXTS = st.text(st.one_of(st.sampled_from(LETTERS), st.characters()), max_size=60)
HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "+258 84 123 4567",
    "</w:t></w:p>",
    "<script>",
    "]]>",
    "&amp;",
    "{page}",
    "%s",
    "x" * 400,
)
WORDS = st.one_of(TEXTS, st.sampled_from(HOSTILE))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of one to five columns and a few rows."""
    holds = draw(st.lists(st.sampled_from((TEXT, CODE, FIGURES, MARK)), min_size=1, max_size=5))
    columns = tuple(Column(draw(WORDS), draw(st.sampled_from((0.5, 1, 3))), one) for one in holds)
    cells = st.lists(WORDS, min_size=len(holds), max_size=len(holds)).map(tuple)
    rows = draw(st.lists(st.builds(Row, cells, st.sampled_from(("", LATE, TOTAL))), max_size=4))
    return Table(columns, tuple(rows), draw(st.booleans()))


PARTS = st.one_of(
    st.builds(Heading, WORDS, st.sampled_from((1, 2))),
    st.builds(Paragraph, WORDS, st.sampled_from((NORMAL, MUTED, CLOSED, QUOTE)), WORDS),
    st.builds(Bullets, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(Facts, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(SignatureLine, st.lists(WORDS, max_size=3).map(tuple)),
    st.just(PageBreak()),
    tables(),
)
DOCUMENTS = st.builds(
    Document,
    WORDS,
    st.sampled_from(("en", "fr", "ar")),
    st.lists(PARTS, max_size=5).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    WORDS,
    st.sampled_from(("", "DRAFT", "مسودة")),
    WORDS,
)


def texts_of(document: Document) -> list[str]:
    """Every text that a person would read in a document."""
    found = [document.title, *document.subtitle, document.bears, document.stamp]
    for part in document.all_parts():
        match part:
            case Heading(text):
                found.append(text)
            case Paragraph(text, label=label):
                found += [label, text]
            case Bullets(texts) | SignatureLine(texts):
                found += texts
            case Facts(pairs):
                found += [text for pair in pairs for text in pair]
            case Table(columns, rows):
                found += [column.head for column in columns] + [cell for row in rows for cell in row.cells]
    return found


def words_of(texts: list[str]) -> set[str]:
    """The words of texts, as they can be printed."""
    return {word for text in texts for word in bare(clean(text)).split()}


def bare(text: str) -> str:
    """A text without marks of direction, and with one kind of space."""
    return MARKS.sub("", text).replace("\u00a0", " ")


def text_of_docx(content: bytes) -> str:
    """Every paragraph of a Word file, of its head and its foot too, each on lines of its own."""
    word = docx.Document(io.BytesIO(content))
    section = word.sections[0]
    places = (word, section.header, section.first_page_header, section.footer, section.first_page_footer)
    return "\n".join(
        "".join(
            "\n" if piece.tag == qn("w:br") else piece.text or "" for piece in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for place in places
        for paragraph in (place.element.body if place is word else place._element).iter(qn("w:p"))
    )


def xml_of_docx(content: bytes) -> etree._Element:
    """The text of a Word file as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return etree.fromstring(file.read("word/document.xml"))
