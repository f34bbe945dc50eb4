"""What the tests of the sync engine share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.helpers.postgres import Cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL that starts with the first test that asks for it: one for each process of the suite, without fsync."""
    from tests.helpers.postgres import postgres_cluster  # psycopg is not for tests that do without

    with postgres_cluster(durable=False) as cluster:
        yield cluster
