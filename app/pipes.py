"""What is left to do when whoever reads our answer has had enough of it, as `head` has."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def until_hung_up(work: Callable[[], int]) -> int:
    """The status of `work`, whose answer is all written then; 0 when nobody reads it any more."""
    try:
        status = work()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be written goes nowhere
        return 0
    return status
