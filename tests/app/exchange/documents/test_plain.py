"""Texts for a messenger: nothing is lost between the parts, and no part is too long."""

from __future__ import annotations

import re

from hypothesis import given, strategies as st

from app.exchange.documents.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE
from app.exchange.documents.document import (
    CLOSED,
    CODE,
    FIGURES,
    QUOTE,
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
from app.exchange.documents.plain import LEAST, LIMIT, messages, plain_text
from tests.helpers.documents import DOCUMENTS, TEXTS, bare, texts_of, words_of

NUMBERED = re.compile(r"\((\d+)/(\d+)\)\n")
LONG = st.lists(st.one_of(TEXTS, st.text(max_size=400)), min_size=1, max_size=30)


def letters(text: str) -> str:
    """A text without spaces and marks of direction."""
    return "".join(bare(text).split())


def says_all(document: Document, limit: int) -> None:
    """The parts, without their numbers, are the whole; each is short enough and closes what it opens."""
    parts = messages(document, limit)
    assert all(len(part) <= limit for part in parts)
    assert all(part.count(FIRST_STRONG_ISOLATE) == part.count(POP_ISOLATE) for part in parts)
    if len(parts) > 1:
        numbers = [NUMBERED.match(part) for part in parts]
        assert [(int(one[1]), int(one[2])) for one in numbers if one] == [
            (at, len(parts)) for at in range(1, len(parts) + 1)
        ]
        parts = [NUMBERED.sub("", part, count=1) for part in parts]
    assert letters("".join(parts)) == letters(plain_text(document))


@given(DOCUMENTS, st.integers(LEAST, 400))
def test_the_parts_are_the_whole_and_none_is_too_long(document: Document, limit: int) -> None:
    says_all(document, limit)


@given(LONG, st.integers(LEAST, 300), st.sampled_from(("en", "ar")))
def test_long_lines_are_parted_too(texts: list[str], limit: int, language: str) -> None:
    says_all(Document("Minutes", language, (Bullets(tuple(texts)), Paragraph("\n".join(texts)))), limit)


@given(DOCUMENTS)
def test_every_word_but_heads_of_columns_and_signatures_is_in_the_text(document: Document) -> None:
    parts = tuple(
        Facts(tuple(("", cell) for row in part.rows for cell in row.cells)) if isinstance(part, Table) else part
        for part in document.parts
        if not isinstance(part, SignatureLine | PageBreak)
    )
    wanted = words_of(
        texts_of(Document(document.title, "en", parts, document.subtitle, document.facts, document.bears))
    )
    said = letters(plain_text(document)).replace("∗", "*")
    assert [word for word in wanted if letters(word).replace("∗", "*") not in said] == []


def test_a_document_reads_like_a_message() -> None:
    table = Table(
        (Column("", 1, CODE), Column("What"), Column("People", 1, FIGURES)), (Row(("AP 3", "Compare", "1,840")),)
    )
    parts = (
        Heading("Decisions"),
        Bullets(("The list is *the* list",)),
        Paragraph("INAS compares", label="Action:"),
        Paragraph("We wait", QUOTE),
        Paragraph("1 item not for circulation", CLOSED),
        table,
        SignatureLine(("Chair",)),
    )
    document = Document("Minutes 14", "en", parts, facts=(("Venue", "Sala 3"),), bears="Edition 7", stamp="DRAFT")
    assert messages(document) == [
        "*Minutes 14 · DRAFT*\n\nVenue: Sala 3\n\n*Decisions*\n• The list is *the* list\n*Action:* INAS compares\n> We wait\n"
        "_1 item not for circulation_\n• AP 3 · Compare · People: 1,840\n\nEdition 7"
    ]


def test_an_acronym_at_the_beginning_does_not_turn_an_arabic_line_round() -> None:
    document = Document("محضر", "ar", (Paragraph("WFP (Sudan) قرر", label="قرار:"), Bullets(("القائمة لدى INAS.",))))
    assert plain_text(document).split("\n") == [
        "*محضر*",
        "*قرار:* \u2068WFP (Sudan) \u2068قرر\u2069\u2069",
        "• القائمة لدى \u2068INAS\u2069.",
    ]


def test_a_head_does_not_stand_alone_at_the_end_of_a_message() -> None:
    document = Document("x" * 60, "en", (Heading("Decisions"), Paragraph("y" * 50)))
    first, second = messages(document, LEAST)
    assert first.endswith("x*")
    assert second == "(2/2)\n*Decisions*\n" + "y" * 50


def test_what_fits_into_one_message_has_no_number() -> None:
    assert messages(Document("Minutes", "en", (Paragraph("x" * (LIMIT - 10)),)))[0].startswith("*Minutes*\n")
    assert messages(Document("Minutes", "en", (Paragraph("x y" * LIMIT),)))[0].startswith("(1/")
