"""The grid of roles (RACI): which functions nobody answers for, and for which two do. Pure.

Of each function exactly one organisation is accountable; who is, may also be the one who does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

RESPONSIBLE, ACCOUNTABLE, CONSULTED, INFORMED = LETTERS = ("R", "A", "C", "I")
NOBODY, NOBODY_ACCOUNTABLE, TWO_ACCOUNTABLE = "nobody", "nobody_accountable", "two_accountable"


@dataclass(frozen=True)
class Finding:
    """Something wrong with a function at a place; `organisations` are those who share what one should have."""

    kind: str
    function: str
    organisations: tuple[str, ...] = ()


def findings(functions: Iterable[str], cells: Iterable[tuple[str, str, str]]) -> list[Finding]:
    """What is wrong with a grid, in the order of `functions`. `cells` are (function, organisation, letter); a grid without
    any is not begun, and nothing is wrong with it.
    """
    by_function: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for function, organisation, letter in cells:
        by_function[function][letter].add(organisation)
    found = []
    for function in functions if by_function else ():
        accountable = by_function[function][ACCOUNTABLE] if function in by_function else set()
        if function not in by_function:
            found.append(Finding(NOBODY, function))
        elif not accountable:
            found.append(Finding(NOBODY_ACCOUNTABLE, function))
        elif len(accountable) > 1:
            found.append(Finding(TWO_ACCOUNTABLE, function, tuple(sorted(accountable))))
    return found
