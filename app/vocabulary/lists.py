"""Code lists: closed lists of codes with names in five languages, found by their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from app.vocabulary.writings import FOLDER, NUMBERING, PARTS, Writings, read_rows, words_of
from app.words import LANGUAGES


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

    def written(self) -> Iterator[tuple[str, str]]:
        """Every writing of every code, with its code: the names in five languages, then the other words for it."""
        for code, row in self.rows.items():
            for text in (*(row[language] for language in LANGUAGES), *row["synonyms"].split("|")):
                if text:
                    yield code, text

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
        codes = self.writings.codes(text, language) or self.writings.codes(NUMBERING.sub("", text), language)
        if codes:
            return codes[0] if len(codes) == 1 else None
        return self._agreed([part for part in PARTS.split(text) if words_of(part)], language)

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
