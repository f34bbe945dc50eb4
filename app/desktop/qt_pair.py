"""The one pair of Qt and Python that must not be: PySide6 6.12 aborts on Python before 3.12.

It miscounts references to None, True and False (`none_dealloc`, `bool_dealloc`) and takes the process down after a few
hundred signals, so it is refused before Qt is imported. The locked versions avoid it; one made by hand may not.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

from app.words import _


def refused_pair(pyside: str, python: tuple[int, int]) -> str | None:
    """The sentence that refuses this pair of versions, or None where it is sound."""
    numbers = tuple(int(part) for part in pyside.split(".")[:2] if part.isdigit())
    if numbers < (6, 12) or python >= (3, 12):
        return None
    return _(
        "PySide6 {pyside} breaks down on Python {python}. Use PySide6 6.11.3, or Python 3.12 or newer; "
        "“./dev setup” installs a pair that works."
    ).format(pyside=pyside, python=f"{python[0]}.{python[1]}")


def check_qt_pair() -> str | None:
    """The sentence to show, on stderr, when this process must not start Qt; None when it may. Imports no Qt."""
    try:
        pyside = version("PySide6-Essentials")
    except PackageNotFoundError:
        return _("PySide6 is not installed. “./dev setup” installs it.")
    return refused_pair(pyside, sys.version_info[:2])
