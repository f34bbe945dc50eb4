"""What the journeys share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.zygote import Zygote, a_zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """One process with everything imported, which forks for every test that needs real processes."""
    with a_zygote() as made:
        yield made
