"""Code lists, header words, level words and well-known organisations, read from `resources/vocabulary` when first asked for.

What a text means is decided by these files alone: a text is found when its folded words are those of a code, a name or
a synonym, never because it looks alike. The files have the names in five languages and, in `synonyms`, further writings
separated by `|`. A writing that holds in one language or country only bears its tag (`es:en especie`,
`pt_BR:em espécie`): the false friends between French, Spanish and Portuguese are told apart so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from app.fold import fold
from app.paths import RESOURCES
from app.words import LANGUAGES

FOLDER = RESOURCES / "vocabulary"
ANY = ""
"""The language tag of a writing that holds in every language."""

_TAGGED = re.compile(r"([a-z]{2}(?:_[A-Z]{2})?):(.*)", re.DOTALL)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_BOUNDS = str.maketrans("≤≥", "<>")
_SIGNS = re.compile(r"[^\w+<>]+|_+")
_NUMBERING = re.compile(r"^[\s#*]*\d+(?:\.\d+)*\s*[.):-]\s*(?=\S)")
_PARTS = re.compile(r"[/|()\[\]\n;\\]+|\s[-–—]\s")

CODE_OF_LEVEL = (
    "{} code", "{} pcode", "{} p-code", "code {}", "pcode {}", "code du {}", "code de la {}",
    "código {}", "código del {}", "código do {}", "código da {}", "رمز {}", "كود {}",
)  # fmt: skip
NAME_OF_LEVEL = (
    "{} name", "name of {}", "nom {}", "nom du {}", "nom de la {}", "nombre del {}", "nome do {}", "nome da {}",
    "اسم {}",
)  # fmt: skip


@lru_cache(maxsize=65_536)
def words_of(text: str) -> str:
    """The folded words of a text without the signs between them: `In-Kind ` and `in kind` are the same words, `O.I.M.`
    and `OIM`, `Shelter & NFI` and `shelter and NFI`. A text of signs only stays as it is."""
    folded = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), fold(text)).replace("&", " and ")
    return _SIGNS.sub(" ", folded.translate(_BOUNDS)).replace("< ", "<").replace("> ", ">").strip() or fold(text)


class Writings:
    """Which codes the words of a text stand for, by language. The lookup of every list in this module."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, list[str]]] = {}

    def add(self, text: str, code: str, language: str = ANY) -> None:
        """Note that `text` stands for `code` in one language, or in any."""
        if words := words_of(text):
            codes = self._codes.setdefault(words, {}).setdefault(language, [])
            if code not in codes:
                codes.append(code)

    def add_row(self, row: dict[str, str], code: str) -> None:
        """Note the names in five languages and all synonyms of one row of a list."""
        for language in LANGUAGES:
            self.add(row.get(language, ""), code, language)
        for written in row.get("synonyms", "").split("|"):
            tagged = _TAGGED.fullmatch(written.strip())
            self.add(tagged[2] if tagged else written, code, tagged[1] if tagged else ANY)

    def codes(self, text: str, language: str | None = None) -> tuple[str, ...]:
        """All codes the text stands for: in this country's language, else this language, else anywhere."""
        known = self._codes.get(words_of(text))
        if known is None:
            return ()
        for tag in (language, language[:2]) if language else ():
            if tag in known:
                return tuple(known[tag])
        if ANY in known:
            return tuple(known[ANY])
        return self.all_codes(text)

    def all_codes(self, text: str) -> tuple[str, ...]:
        """All codes the text stands for in any language, in the order in which they were noted."""
        known = self._codes.get(words_of(text), {})
        return tuple(dict.fromkeys(code for codes in known.values() for code in codes))

    def items(self) -> Iterator[tuple[str, str, str]]:
        """Every writing as (its words, its language tag, a code it stands for)."""
        for words, by_language in self._codes.items():
            for language, codes in by_language.items():
                yield from ((words, language, code) for code in codes)


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes with names in five languages, in the order of its file."""

    of: str
    rows: dict[str, dict[str, str]]
    writings: Writings = field(repr=False)
    _found: dict[tuple[str, str | None], str | None] = field(default_factory=dict, repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order in which a person should see them."""
        return tuple(self.rows)

    def name(self, code: str, language: str = "en") -> str:
        """The name of a code in a language; in English where that is missing; the code itself where it is unknown."""
        row = self.rows.get(code)
        return code if row is None else row.get(language[:2]) or row.get("en") or code

    def parent(self, code: str) -> str | None:
        """The code above this one, such as PRO for PRO-GBV."""
        return self.rows.get(code, {}).get("parent") or None

    def note(self, code: str) -> str:
        """What the list says about a code, in English."""
        return self.rows.get(code, {}).get("note", "")

    def find(self, text: str, language: str | None = None) -> str | None:
        """The one code a text stands for, or None when it is unknown or stands for several.

        `language` is the language of the file, with the country where that is known (`pt_MZ`).
        """
        key = (text, language)
        if key not in self._found:
            if len(self._found) > 50_000:
                self._found.clear()
            self._found[key] = self._look_up(text, language)
        return self._found[key]

    def _look_up(self, text: str, language: str | None) -> str | None:
        if text in self.rows:
            return text
        codes = self.writings.codes(text, language) or self.writings.codes(_NUMBERING.sub("", text), language)
        if codes:
            return codes[0] if len(codes) == 1 else None
        return self._agreed([part for part in _PARTS.split(text) if words_of(part)], language)

    def _agreed(self, parts: list[str], language: str | None) -> str | None:
        """The code of a name written in several languages or with its acronym, if all parts say the same one.

        `Protection (GBV)` says PRO and PRO-GBV: the narrower code holds.
        """
        if len(parts) < 2:
            return None
        said = [self.find(part.strip(), language) for part in parts]
        if None in said:
            return None
        narrowest = max(said, key=lambda code: self.parent(code or "") is not None)
        return narrowest if all(code in (narrowest, self.parent(narrowest or "")) for code in said) else None


@dataclass(frozen=True)
class Header:
    """The words and hashtags by which a column of one of our fields is met in workbooks."""

    field: str
    names: dict[str, str]
    hashtags: tuple[str, ...]

    def name(self, language: str = "en") -> str:
        """The header we write ourselves, in a language."""
        return self.names.get(language[:2]) or self.names["en"]


@cache
def code_list(name: str) -> CodeList:
    """The code list of a file in `resources/vocabulary`, read once; a name without a file is a bug (KeyError)."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        raise KeyError(f"There is no code list {name}.")
    rows, writings = {}, Writings()
    for row in read_rows(path):
        rows[row["code"]] = row
        writings.add(row["code"], row["code"])
        writings.add_row(row, row["code"])
    return CodeList(name, rows, writings)


@cache
def headers() -> dict[str, Header]:
    """The known headers, by the name of our field."""
    found = {}
    for row in read_rows(FOLDER / "headers.csv"):
        names = {language: row[language] for language in LANGUAGES}
        found[row["field"]] = Header(row["field"], names, tuple(filter(None, row["hashtags"].split("|"))))
    return found


@lru_cache(maxsize=8_192)
def fields_of_header(text: str) -> tuple[str, ...]:
    """The fields a header text may stand for, the likeliest first; none when it is unknown.

    A header in two languages (`Província / Province`) stands for what its known parts have in common.
    """
    writings = _header_writings()
    if found := writings.all_codes(text) or writings.all_codes(_NUMBERING.sub("", text)):
        return found
    said = [fields for part in _PARTS.split(text) if (fields := writings.all_codes(part))]
    return tuple(name for name in said[0] if all(name in fields for fields in said)) if said else ()


def header_writings() -> Iterator[tuple[str, str, str]]:
    """Every known header as (its folded words, its language tag, the name of our field)."""
    return _header_writings().items()


@cache
def _header_writings() -> Writings:
    writings = Writings()
    for row in read_rows(FOLDER / "headers.csv"):
        writings.add_row(row, row["field"])
    for row in read_rows(FOLDER / "levels.csv"):
        if row["country"]:
            writings.add_row(row, f"adm{row['level']}_name")
            _add_code_headers(writings, row)
    return writings


def _add_code_headers(writings: Writings, row: dict[str, str]) -> None:
    """`LGA` makes `LGA code` and `LGA Pcode` known as well, `distrito` makes `código do distrito`."""
    words = {row[language] for language in LANGUAGES} | {word for word in row["synonyms"].split("|") if word}
    for word in words:
        for pattern in CODE_OF_LEVEL:
            writings.add(pattern.format(word), f"adm{row['level']}_code")
        for pattern in NAME_OF_LEVEL:
            writings.add(pattern.format(word), f"adm{row['level']}_name")


@lru_cache(maxsize=16_384)
def nobody(text: str) -> bool:
    """Whether a text in the place of an organisation names nobody: `No partner`, `N/A`, `idem`, `0`, `-`."""
    words = words_of(text)
    return not any(sign.isalnum() for sign in words) or words in _nobody()


@cache
def _nobody() -> frozenset[str]:
    return frozenset(words_of(row["text"]) for row in read_rows(FOLDER / "nobody.csv"))


@dataclass(frozen=True)
class KnownOrganisation:
    """A well-known organisation: knowledge for recognising acronyms and other languages, never a record by itself."""

    name: str
    acronym: str
    aliases: tuple[str, ...]
    type: str


@cache
def known_organisations() -> tuple[KnownOrganisation, ...]:
    """United Nations agencies, large NGOs, donors and national societies, with their names in several languages."""
    return tuple(
        KnownOrganisation(row["name"], row["acronym"], tuple(filter(None, row["aliases"].split("|"))), row["type"])
        for row in read_rows(FOLDER / "organisations.csv")
    )


def level_word(country: str, level: int, language: str = "en") -> str:
    """What an administrative level is called in a country (`LGA`, `distrito`), else `Admin 2` in the language."""
    words = _levels().get((country, level)) or _levels().get(("", level)) or {}
    return words.get(language[:2]) or words.get("en") or f"Admin {level}"


def level_of_word(text: str, country: str) -> int | None:
    """The administrative level a word names in a country: `Locality` is level 2 in Sudan and level 4 in Mozambique."""
    found = _level_writings(country).all_codes(text)
    return int(found[0]) if len(found) == 1 else None


@cache
def _level_writings(country: str) -> Writings:
    writings = Writings()
    for (of, level), row in _levels().items():
        if of == country:
            writings.add_row(row, str(level))
    return writings


@cache
def _levels() -> dict[tuple[str, int], dict[str, str]]:
    return {(row["country"], int(row["level"])): row for row in read_rows(FOLDER / "levels.csv")}


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a vocabulary file, by header; empty cells are empty text."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
