"""Running text cut into sentences, in five languages."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?؟])[\"”»)]?\s+(?=[\"“«(]?[^\W_a-zà-öø-ÿ])|\n|(?<=؛)\s+")
_SHORTENED = re.compile(
    r"(?:\b(?:dr|dra|mr|mrs|ms|hon|rev|maj|capt|col|gen|eng|prof|st|no|nr|art|approx|aprox|approx|vs|etc|"
    r"lic|licda|ing|sr|sra|mme|mlle|hna|hno|cap|cmdte|jr|ptr|pst|insp|cmdt|ten|sgt|cdt|arq|soc|econ|abg|"
    r"mgs|lcda|lcdo|tec|téc|psic|rep|adj|coord|subcom"
    r"|m|p|pe|asst|dept|gov|govt|org|min|tel|tél|fig|cf|ex|al|inc|ltd|co|jan|feb|fev|mar|apr|abr|jun|jul|"
    r"aug|ago|sept?|oct|out|nov|dec|dez|dic)"
    r"|(?<!\w)و?[^\W\d_]|\d)\.$", re.IGNORECASE)  # fmt: skip

#: a title that nobody has listed: short, with a capital, at the beginning of an item of a list
_TITLED = re.compile(r"(?:^|[,;(:–—-]\s*|\s(?:and|et|y|e)\s)[A-ZÀ-Ý][a-zà-ÿ]{1,4}\.$")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a point behind a shortened word ends none."""
    found: list[str] = []
    for part in _END.split(text):
        if found and (_SHORTENED.search(found[-1][-12:]) or _TITLED.search(found[-1][-12:])):
            found[-1] = f"{found[-1]} {part}"
        elif part and part.strip():
            found.append(part)
    return [one.strip() for one in found]
