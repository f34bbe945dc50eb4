"""A look at a received file before it is opened: what it is, and whether it can be read within bounds."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app.errors import Refused
from app.words import _

MOST_BYTES = 200 * 2**20
MOST_UNPACKED = 700 * 2**20
MOST_RATIO = 400
RATIO_FROM = 20 * 2**20
MOST_ENTRIES = 5_000

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<div")

STRAY = 8
"""So many control characters may stand by accident in a text, however short."""


def kind_of_file(path: Path) -> str:
    """ "zip" (xlsx, xlsm, ods), "ole" (xls) or "text" (csv); raises `Refused` for what is none of these or breaks the bounds.

    The content decides, not the ending: a csv saved as .xls is read, a picture renamed to .xlsx is refused.
    """
    start = start_of(path, MOST_BYTES, _too_large())
    if start.startswith(b"PK"):
        _look_into_zip(path)
        return "zip"
    if start.startswith(OLE):
        if is_encrypted(path):
            raise password_protected()
        return "ole"
    if start.startswith(PICTURES):
        raise Refused(
            "not_a_workbook", _("This is a picture, not a workbook: ask the sender for the workbook it was taken from.")
        )
    if start.startswith(b"%PDF"):
        raise Refused(
            "not_a_workbook",
            _("This is a PDF document, not a workbook: ask the sender for the workbook it was printed from."),
        )
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB_PAGES):
        raise Refused(
            "not_a_workbook",
            _("This is a web page under the name of a workbook: open it, save it as .xlsx and take that file."),
        )
    if _looks_binary(start):
        raise Refused("not_a_workbook", _("This is not a workbook: save it as .xlsx or .csv and take that file."))
    return "text"


def start_of(path: Path, most: int, too_large: Refused) -> bytes:
    """The first bytes of a file. Raises Refused (no_file, not_readable, empty), or `too_large` beyond so many bytes (`most`)."""
    try:
        if path.is_dir():
            raise Refused(
                "no_file", _("“{name}” is a folder: name the file, or take the folder.").format(name=path.name)
            )
        if not path.is_file():
            raise Refused("no_file", _("There is no file “{name}”: check its name and folder.").format(name=path.name))
        size = path.stat().st_size
        if size == 0:
            raise Refused("empty", _("The file is empty: ask the sender for it again."))
        if size > most:
            raise too_large
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as fault:
        raise Refused(
            "not_readable",
            _("“{name}” cannot be read ({why}): copy it into a folder of your own and take the copy.").format(
                name=path.name[:80], why=fault.strerror or fault
            ),
        ) from fault


def password_protected() -> Refused:
    """The refusal of a file that opens only with a password."""
    return Refused(
        "password_protected",
        _("The file is protected by a password: open it, save a copy without the password and take that copy."),
    )


def damaged() -> Refused:
    """The refusal of a file that breaks off or contradicts itself."""
    return Refused(
        "damaged", _("The file is damaged or incomplete: ask the sender for it again, or open it and save a copy.")
    )


def _too_large() -> Refused:
    return Refused(
        "too_large",
        _(
            "The file is too large to be read safely: delete what stands below and beside the table, "
            "or save the data sheet alone as .csv, and take that file."
        ),
    )


def too_large() -> Refused:
    """The refusal of a file that does not fit into the memory it may use."""
    return _too_large()


def _look_into_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            manifest = _beginning(packed, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged() from None
    unpacked = sum(entry.file_size for entry in entries)
    packed_size = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise _too_large()
    if unpacked > RATIO_FROM and unpacked / packed_size > MOST_RATIO:
        raise _too_large()
    if b"encryption-data" in manifest:
        raise password_protected()
    if not (
        "xl/workbook.xml" in names
        or "xl/workbook.bin" in names
        or "content.xml" in names
        or "[Content_Types].xml" in names
    ):
        raise Refused(
            "not_a_workbook",
            _(
                "This is a packed folder or another kind of file, not a workbook: unpack it and take the "
                "workbook inside."
            ),
        )
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refused(
            "not_a_workbook",
            _(
                "This is a text document or a presentation, not a workbook: copy its table into a "
                "workbook and take that."
            ),
        )


def _beginning(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as entry:
        return entry.read(2**20)


def is_encrypted(path: Path) -> bool:
    """An OLE file that wraps an encrypted xlsx names its streams in UTF-16."""
    content = path.read_bytes()
    return "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content


def _looks_binary(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return False
    zeros = start.count(0)
    if zeros > len(start) * 0.3:
        return start[1::2].count(0) < len(start) * 0.35 and start[::2].count(0) < len(start) * 0.35
    control = sum(1 for byte in start if byte < 32 and byte not in b"\t\n\r\f\x1a")
    return control > max(STRAY, len(start) * 0.02)
