"""What is measured, as ratios in one run: ours against the bare libraries doing the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    `ours` and `bare` are in `unit` (seconds, MB, calls); `bare` is None where the target is an absolute value. `target`
    is the most that the ratio (or, without `bare`, the value) may be. `why` says what is known about a missed target,
    `note` what is to be known in any case.
    """

    name: str
    ours: float
    bare: float | None
    target: float | None
    unit: str = "s"
    why: str = ""
    note: str = ""

    @property
    def reached(self) -> float:
        """The ratio, or the value where there is nothing to compare with."""
        return self.ours if not self.bare else self.ours / self.bare
