"""What surrounds the text of a Word file: page, styles, fonts, language, properties, and a package that is always the same."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from app.exchange.documents import paper
from app.exchange.documents.direction import clean
from app.exchange.documents.document import Document
from app.exchange.documents.paper import STYLES, Style
from app.exchange.documents.word_xml import element, when
from app.words import is_right_to_left

WORD_STYLES = {
    "normal": "Normal", "title": "Title", "subtitle": "Subtitle", "heading1": "Heading1", "heading2": "Heading2",
    "quote": "Quote", "bullet": "ListBullet", "foot": "Footer", "stamp": "Header",
    "muted": "Muted", "closed": "LeftOut", "cell": "TableText", "cell_head": "TableHead", "label": "Label", "gap": "Gap",
}  # fmt: skip
"""The id in a Word file of each of our styles; the built-in ones keep theirs, so that Word finds headings."""
LINED, PLAIN, GRID = "UjimaTable", "UjimaPlain", "UjimaGrid"
"""The styles of tables: thin lines between rows, no lines, a grid to write in."""
_LINES: dict[str, tuple[tuple[str, ...], str]] = {
    LINED: (("top", "bottom", "insideH"), paper.LINE),
    PLAIN: ((), ""),
    GRID: (("top", "left", "bottom", "right", "insideH", "insideV"), paper.GRID),
}
_LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "pt": "pt-PT", "ar": "ar-SA"}
_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
_FONTS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
<w:font w:name="{paper.FONT}"><w:altName w:val="{paper.FALLBACK}"/><w:charset w:val="00"/><w:family w:val="swiss"/></w:font>\
<w:font w:name="{paper.ARABIC_FONT}"><w:altName w:val="{paper.ARABIC_FALLBACK}"/><w:charset w:val="B2"/><w:family w:val="swiss"/></w:font>\
</w:fonts>"""


def begin(document: Document, right_to_left: bool) -> Any:
    """An empty Word document with our page, styles, language and properties."""
    word = docx.Document()
    _take_out_what_nobody_needs(word)
    _set_page(word, right_to_left)
    for name, style in STYLES.items():
        _set_style(word, WORD_STYLES[name], style)
    for name in (LINED, PLAIN, GRID):
        word.styles.element.append(_table_style(name))
    _set_defaults(word, document.language)
    _set_compatibility(word)
    facts = word.core_properties
    facts.title, facts.author, facts.comments, facts.language = (
        clean(document.title)[:255], clean(document.author)[:255], "", document.language,
    )  # fmt: skip
    for name in ("dcterms:created", "dcterms:modified"):
        for found in facts._element.findall(qn(name)):
            facts._element.remove(found)
    return word


def packed(word: Any) -> bytes:
    """The file's bytes: the same document is the same file, whenever it is written."""
    made, out = io.BytesIO(), io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in written.namelist():
            content = _FONTS.encode() if name == "word/fontTable.xml" else written.read(name)
            fixed.writestr(zipfile.ZipInfo(name, _FIRST_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _take_out_what_nobody_needs(word: Any) -> None:
    """The template's hundred table styles, their copy for Word 2010, and the picture of an empty page: two thirds of the file."""
    styles = word.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) != "TableNormal":
            styles.remove(style)
    for relations, unwanted in ((word.part.package.rels, "/thumbnail"), (word.part.rels, "/stylesWithEffects")):
        for key in [key for key, one in relations.items() if one.reltype.endswith(unwanted)]:
            relations.pop(key)


def _set_page(word: Any, right_to_left: bool) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Pt(paper.WIDTH), Pt(paper.HEIGHT)
    section.left_margin = section.right_margin = Pt(paper.SIDE)
    section.top_margin, section.bottom_margin = Pt(paper.TOP), Pt(paper.BOTTOM)
    section.header_distance = section.footer_distance = Pt(paper.EDGE)
    if right_to_left:
        section._sectPr.insert_element_before(element("w:bidi"), "w:rtlGutter", "w:docGrid", "w:printerSettings")


def _set_style(word: Any, id: str, style: Style) -> None:
    """Our looks in place of the template's; a style that it has not is made, based on Normal."""
    found = next((one for one in word.styles if one.style_id == id), None)
    if found is None:
        found = word.styles.add_style(id, WD_STYLE_TYPE.PARAGRAPH)
        found.base_style = word.styles["Normal"]
        found.quick_style = True
    looks = found.element
    for old in (looks.pPr, looks.rPr):
        if old is not None and not (id == "ListBullet" and old is looks.pPr):
            looks.remove(old)
    looks.append(_text_facts(style))
    layout = found.paragraph_format
    layout.space_before, layout.space_after = Pt(style.before), Pt(style.after)
    layout.line_spacing = Pt(1) if id == "Gap" else 1.15 if id in ("Normal", "ListBullet", "Quote") else 1.0
    layout.keep_with_next = style.stays or None
    layout.widow_control = True
    if id == "Quote":
        layout.left_indent = Pt(style.indent)
    if id.startswith("Heading"):
        looks.pPr.append(element("w:outlineLvl", val=int(id[-1]) - 1))


def _text_facts(style: Style) -> Any:
    """Size, weight and colour; each said twice, since complex scripts read their own."""
    return element(
        "w:rPr",
        _fonts(),
        when(style.bold, "w:b"), when(style.bold, "w:bCs"),
        when(style.italic, "w:i"), when(style.italic, "w:iCs"),
        element("w:color", val=style.colour[1:]),
        element("w:sz", val=round(style.size * 2)), element("w:szCs", val=round(style.size * 2)),
    )  # fmt: skip


def _fonts() -> Any:
    return element("w:rFonts", ascii=paper.FONT, hAnsi=paper.FONT, eastAsia=paper.FONT, cs=paper.ARABIC_FONT)


def _set_defaults(word: Any, language: str) -> None:
    """Fonts and languages of whatever has no style. The language of complex scripts is another property than that of Latin."""
    code = language[:2]
    tag = _LANGUAGES.get(code, code)
    facts = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(facts):
        facts.remove(child)
    facts.append(_fonts())
    left, right = (_LANGUAGES["en"], tag) if is_right_to_left(code) else (tag, _LANGUAGES["ar"])
    facts.append(element("w:lang", val=left, eastAsia=left, bidi=right))


def _set_compatibility(word: Any) -> None:
    """Laid out as Word 2013 and later do: a table begins where the text does."""
    settings = word.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for name in ("w:savePreviewPicture", "w:proofState"):
        for old in settings.findall(qn(name)):
            settings.remove(old)


def _table_style(name: str) -> Any:
    """A style with the lines and margins of its cells; the head is shaded."""
    sides, colour = _LINES[name]
    lines = [element(f"w:{side}", val="single", sz=4, space=0, color=colour[1:]) for side in sides]
    aside = 90 if lines else 0
    margins = (("top", 50), ("left", aside), ("bottom", 50), ("right", aside))
    facts = element(
        "w:tblPr",
        element("w:tblBorders", *lines) if lines else None,
        element("w:tblCellMar", *(element(f"w:{side}", w=width, type="dxa") for side, width in margins)),
    )
    shade = element("w:tcPr", element("w:shd", val="clear", color="auto", fill=paper.HEAD[1:]))
    return element(
        "w:style",
        element("w:name", val=name),
        element("w:basedOn", val="TableNormal"),
        facts,
        element("w:tblStylePr", shade, type="firstRow") if lines else None,
        type="table",
        customStyle=1,
        styleId=name,
    )
