"""What can go wrong, told apart: data a person can mend, surroundings that failed, files that are refused."""

from __future__ import annotations

from dataclasses import dataclass

REFUSE, BLOCKS_SHARING, WARNING = "refuse", "blocks_sharing", "warning"


@dataclass(frozen=True)
class Problem:
    """Something in the data that a person can mend. Returned and shown beside its field or cell, never raised."""

    code: str
    message: str
    field: str | None = None
    level: str = WARNING


class Trouble(Exception):
    """The surroundings failed: disk full, file locked, no rights. Caught once and said calmly.

    `again_after` is how many seconds to wait before it is worth trying again, where somebody said so.
    """

    def __init__(self, code: str, message: str, again_after: float = 0.0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.again_after = again_after


class Refused(Exception):
    """A file or a request that cannot be accepted, with the sentence that says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Invalid(Refused):
    """A change refused because of the data itself; carries every problem of level `refuse`."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].code, " ".join(problem.message for problem in problems))
        self.problems = problems
