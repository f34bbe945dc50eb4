"""Header words and hashtags: by what a column of one of our fields is met in workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from app.vocabulary.writings import FOLDER, NUMBERING, PARTS, Writings, read_rows, words_of
from app.words import LANGUAGES

CODE_OF_LEVEL = (
    "{} code", "{} pcode", "{} p-code", "code {}", "code p {}", "pcode {}", "p-code {}", "code du {}", "code de la {}",
    "código {}", "código del {}", "código do {}", "código da {}", "رمز {}", "كود {}",
)  # fmt: skip
NAME_OF_LEVEL = (
    "{} name", "name of {}", "nom {}", "nom du {}", "nom de la {}", "nombre del {}", "nome do {}", "nome da {}",
    "{} d'intervention", "{} de intervención", "{} de intervenção", "{} of intervention", "admin {}", "اسم {}",
)  # fmt: skip
AGE_AND_SEX = ("girls", "boys", "women", "men", "older_women", "older_men", "persons_with_disability")
REACHED = (
    "{} reached", "reached {}", "{} assisted", "{} served", "{} beneficiaries", "beneficiaries {}", "number of {}",
    "number of {} reached", "no of {}", "total {}", "total {} reached", "{} total", "people reached {}",
    "{} atteints", "{} atteintes", "{} touchés", "{} touchées", "bénéficiaires {}", "nombre de {}", "total des {}",
    "{} alcanzados", "{} alcanzadas", "{} atendidos", "{} atendidas", "beneficiarios {}", "número de {}",
    "total de {}", "{} alcançados", "{} alcançadas", "{} assistidos", "{} assistidas", "beneficiários {}", "nº de {}",
    "عدد {}", "إجمالي {}",
)  # fmt: skip
NOT_REACHED = (
    "{} targeted", "targeted {}", "{} target", "target {}", "{} planned", "planned {}", "{} in need",
    "{} ciblés", "{} ciblées", "{} visés", "{} prévus", "{} prévues", "cible {}", "{} meta", "meta {}",
    "{} planificados", "{} planificadas", "{} alvo", "{} visados", "{} visadas", "{} planeados", "{} planeadas",
)  # fmt: skip


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
    if found := writings.all_codes(text) or writings.all_codes(NUMBERING.sub("", text)):
        return found
    said = [fields for part in PARTS.split(text) if (fields := writings.all_codes(part))]
    return tuple(name for name in said[0] if all(name in fields for fields in said)) if said else ()


def header_writings() -> Iterator[tuple[str, str, str]]:
    """Every known header as (its folded words, its language tag, the name of our field)."""
    return _header_writings().items()


@cache
def _header_writings() -> Writings:
    writings = Writings()
    for row in read_rows(FOLDER / "headers.csv"):
        writings.add_row(row, row["field"])
        if row["field"] in AGE_AND_SEX:
            _add_patterns(writings, row, REACHED, row["field"])
    for row in read_rows(FOLDER / "levels.csv"):
        if row["country"]:
            writings.add_row(row, f"adm{row['level']}_name")
            _add_patterns(writings, row, CODE_OF_LEVEL, f"adm{row['level']}_code")
            _add_patterns(writings, row, NAME_OF_LEVEL, f"adm{row['level']}_name")
    return writings


def _add_patterns(writings: Writings, row: dict[str, str], patterns: tuple[str, ...], field: str) -> None:
    """`LGA` makes `LGA Pcode` known as well, `distrito` makes `código do distrito`, `girls` makes `girls reached`."""
    for words in _within(row, patterns):
        writings.add_words(words, field)


def _within(row: dict[str, str], patterns: tuple[str, ...]) -> Iterator[str]:
    """The folded words of the patterns around every name and synonym of a row that is a plain short word."""
    words = {row[language] for language in LANGUAGES} | set(row["synonyms"].split("|"))
    plain = {words_of(word) for word in words if len(word) <= 25 and word.replace(" ", "").replace("-", "").isalpha()}
    around = [tuple(map(words_of, pattern.split("{}"))) for pattern in patterns]
    return (f"{before} {word} {after}".strip() for word in plain for before, after in around)


def is_other_header(text: str) -> bool:
    """Whether a header is known to say nothing that we record (`Funding status`, `% achieved`, `Girls targeted`)."""
    words = words_of(text)
    return words in _other_headers() and not _header_writings().all_codes(text)


@cache
def _other_headers() -> frozenset[str]:
    known = {words_of(row["text"]) for row in read_rows(FOLDER / "other_headers.csv")}
    for row in read_rows(FOLDER / "headers.csv"):
        if row["field"] in AGE_AND_SEX:
            known.update(_within(row, NOT_REACHED))
    return frozenset(known)
