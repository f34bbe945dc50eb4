"""Opening minutes that somebody sent: what the file is, and whether it can be read within bounds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Refused
from app.exchange.reading.guard import OLE, PICTURES, STRAY, damaged, is_encrypted, password_protected, start_of
from app.words import _

if TYPE_CHECKING:
    from docx.document import Document

MOST_BYTES = 25 * 2**20
MOST_UNPACKED = 150 * 2**20
MOST_OF_ONE = 40 * 2**20
MOST_ENTRIES = 3_000
MOST_PARAGRAPHS = 10_000
MOST_SIGNS = 400_000
OTHER_ENDINGS = frozenset(
    {".doc", ".dot", ".pdf", ".odt", ".rtf", ".pages", ".wps", ".xls", ".xlsx", ".pptx", ".htm", ".html"}
)
_MAIN = "word/document.xml"


def kind_of_file(path: Path) -> str:
    """`docx` or `text`, by what the file holds and not by its ending. Raises Refused with a code and a sentence: no_file,
    not_readable, empty, too_large, not_minutes, password_protected, damaged.
    """
    start = start_of(path, MOST_BYTES, too_large())
    if start.startswith(b"PK"):
        _look_into(path)
        return "docx"
    if start.startswith(OLE):
        raise _of_old_office(path)
    if start.startswith(b"%PDF"):
        raise _other(_("“{name}” is a PDF: ask the sender for the Word document, or copy the text and paste it."), path)
    if (
        start.startswith(b"{\\rtf")
        or path.suffix.lower() in OTHER_ENDINGS
        or start.lstrip()[:9].lower() in (b"<!doctype", b"<html")
    ):
        raise _save_as_docx(path)
    if start.startswith(PICTURES):
        raise _other(_("“{name}” is a picture: ask the sender for the document, or type what it says."), path)
    return "text"


def text_of_file(path: Path) -> str:
    """The text of a text file, whatever its encoding. Raises Refused for what is no text."""
    from charset_normalizer import from_bytes

    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            best = from_bytes(content[:200_000]).best()
            text = content.decode(best.encoding if best else "cp1252", "replace")
    return checked(text)


def checked(text: str) -> str:
    """A text that may be minutes, as it is. Raises Refused: empty, too_large, not_minutes."""
    if not text.strip():
        raise Refused("empty", _("There is nothing to read: take the whole text of the minutes."))
    if len(text) > MOST_SIGNS:
        raise too_large()
    odd = sum(text.count(chr(n)) for n in range(32) if chr(n) not in "\t\n\r\f\v") + text.count("\ufffd")
    if odd > max(STRAY, len(text) // 50):
        text = _("This is no text that can be read: open the file, copy what it says and paste it.")
        raise Refused("not_minutes", text)
    return text


@contextmanager
def word_file(path: Path) -> Iterator[Document]:
    """A Word document that is open within bounds. Raises Refused as `kind_of_file` does, and for a text file."""
    if kind_of_file(path) != "docx":
        raise _save_as_docx(path)
    from docx import Document as open_document

    try:
        yield open_document(str(path))
    except Refused:
        raise
    except MemoryError:
        raise too_large() from None
    except Exception as fault:  # python-docx raises whatever it stumbles over in a file that contradicts itself
        raise damaged() from fault


def _look_into(path: Path) -> None:
    """Refuse a packed file that is no Word document, or more than minutes can be."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            if _MAIN not in names:
                raise _packed_other(path, names)
            if any(entry.flag_bits & 1 for entry in entries):
                raise password_protected()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise too_large()
            if any(entry.file_size > MOST_OF_ONE for entry in entries if entry.filename.endswith(".xml")):
                raise too_large()
            with packed.open(_MAIN) as main:
                if len(re.findall(rb"<w:p[ >/]", main.read(MOST_OF_ONE))) > MOST_PARAGRAPHS:
                    raise too_large()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise damaged() from None


def _packed_other(path: Path, names: set[str]) -> Refused:
    if any(name.startswith("xl/") for name in names):
        return _other(
            _("“{name}” is a workbook, not minutes: copy its text and paste it, or take the Word document."), path
        )
    return _save_as_docx(path)


def _of_old_office(path: Path) -> Refused:
    return password_protected() if is_encrypted(path) else _save_as_docx(path)


def _save_as_docx(path: Path) -> Refused:
    text = _(
        "“{name}” is not a Word document (.docx): save it as one in Word or LibreOffice, or copy its text and paste it."
    )
    return _other(text, path)


def _other(text: str, path: Path) -> Refused:
    return Refused("not_minutes", text.format(name=path.name[:80]))


def too_large() -> Refused:
    """What is said of more than minutes can be."""
    return Refused("too_large", _("This is too large to be minutes: copy the pages of the meeting and paste them."))
