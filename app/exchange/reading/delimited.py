"""Rows of a csv file whose encoding and separator nobody said."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice, pairwise
from pathlib import Path

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
SEPARATORS = ",;\t|"
FIELD_LIMIT = 200_000
EXPECTED = frozenset("éèêëàâîïôöûüùçñáíóúãõäßÉÈÊÀÇÑÁÍÓÚÃÕÔÂ’‘“”«»–—°ºª…€¿¡œŒ")
SINGLE_BYTE = ("cp1252", "cp850", "mac_roman", "latin-1")
#: characters that only a cp1252 or latin-1 reading of text in another encoding brings into the middle of words
SUSPECT = frozenset(
    "‚ƒ„†‡ˆ‰Š‹Ž¢£¤¥¦§¨©¬®¯±²³´µ¶¸¹¼½¾×÷øØþÞðÐ¿¡√∞≤≥∂∑∏π∫Ω≈∆◊ˇ˘˙˚˝˛ıˆ˜\x81\x8d\x8f\x90\x9d╬╠╩╦═║░▒▓│┤╣╗╝┐└┴┬├─┼╚╔█▄▌▐▀"
)


def read_delimited(path: Path) -> list[list[str]]:
    """The rows of a csv file; raises `UnicodeError` or `csv.Error` when it cannot be read as text in rows."""
    text = decode(path.read_bytes())
    rows = _parse(text, csv.QUOTE_MINIMAL)
    # an inch mark or a lone quote can swallow the rest of a file into one cell: then quotes are only letters
    if rows is None or (len(text) > 2_000 and any(len(cell) > len(text) * 0.5 for row in rows for cell in row)):
        rows = _parse(text, csv.QUOTE_NONE)
    if rows is None:
        raise csv.Error("no rows")
    return rows


def decode(content: bytes) -> str:
    """Text of bytes in UTF-8 or UTF-16 with or without a mark, or in the single-byte encoding whose letters make sense."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    start = content[:4000]
    if start[1::2].count(0) > len(start) * 0.2:
        return content.decode("utf-16-le")
    if start[::2].count(0) > len(start) * 0.2:
        return content.decode("utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.end >= len(content) - 3 and fault.start > 0:  # cut off inside a letter
            return content[: fault.start].decode("utf-8")
    return content.decode(_single_byte_encoding(content), errors="replace")


def _single_byte_encoding(content: bytes) -> str:
    """Arabic words are runs of high bytes; European accents stand alone between ASCII letters."""
    high = [index for index, byte in enumerate(content[:400_000]) if byte >= 0x80]
    in_runs = sum(1 for before, at in pairwise(high) if at == before + 1)
    if high and in_runs > len(high) * 0.5:
        return "cp1256"
    around = b" ".join(content[max(0, at - 1) : at + 2] for at in high[:5_000])
    return max(SINGLE_BYTE, key=lambda encoding: _sense(around.decode(encoding, errors="replace")))


def _sense(text: str) -> int:
    return sum(
        (letter in EXPECTED) - 2 * (letter in SUSPECT) - 2 * (letter == "\ufffd" or "\x80" <= letter < "\xa0")
        for letter in text
    )


def _parse(text: str, quoting: int) -> list[list[str]] | None:
    csv.field_size_limit(FIELD_LIMIT)
    text = _CONTROL.sub("", text)
    said = text[:6].lower()
    separator = text[4] if said.startswith("sep=") and len(text) > 4 else find_separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting))  # type: ignore[arg-type]
    except csv.Error:
        return None
    if said.startswith("sep="):
        rows[0] = []
    return rows


def find_separator(text: str) -> str:
    """The separator under which the first rows agree best on a number of cells above one."""

    def agreement(separator: str) -> float:
        try:
            rows = list(islice(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator), 60))
        except csv.Error:
            return 0.0
        widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
        if not widths:
            return 0.0
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        return widths.count(common) / len(widths) * min(common, 30) if common > 1 else 0.0

    return max(SEPARATORS, key=agreement)
