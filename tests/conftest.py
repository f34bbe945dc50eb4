"""What every test stands on: no screen, a home of its own, and ears for everything that should have been silent."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QtMsgType, qInstallMessageHandler  # after the platform has been chosen

from tests.helpers.zygote import Zygote, a_zygote

# The suite looks at the same examples every time, so that what passes here passes elsewhere; `./dev check --long` looks for new ones.
settings.register_profile(
    "default", max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("UJIMA_EXAMPLES", "default"))

#: what Qt says although nothing is wrong, each with the reason why it may
QT_MAY_SAY = {
    "This plugin does not support propagateSizeHints": "the offscreen platform has no window manager",
    "This plugin does not support raise()": "the offscreen platform has no window manager",
    "This plugin does not support grabbing the keyboard": "the offscreen platform has no keyboard to grab",
}

#: loggers that may warn although nothing is wrong, each with the reason
LOGGERS_MAY_WARN = {
    "hypothesis": "says when it gives up shrinking",
}


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What fixtures of a wider scope than one test see instead of the home of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        move_home(patch, tmp_path_factory.mktemp("nobody"))
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that no other test has seen, no keyring, and no language of the machine."""
    home = tmp_path_factory.mktemp("home")
    move_home(monkeypatch, home)
    return home


def move_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Make `home` the place where this process, and those it starts, keep everything of a person."""
    for name in ("HOME", "USERPROFILE"):
        patch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        patch.setenv(name, str(home / name.lower()))
    patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        patch.delenv(name, raising=False)
    patch.setenv("LANG", "C.UTF-8")


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote | None]:
    """One process with everything imported, which forks for every test that needs real processes; none on Windows."""
    if not hasattr(os, "fork"):
        yield None
        return
    with a_zygote() as made:
        yield made


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts, and leaves the next one, in English."""
    from app.words import set_language

    set_language("en")
    yield
    set_language("en")


class Ears(logging.Handler):
    """Keeps every warning and error that was logged and not expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] not in LOGGERS_MAY_WARN:
            self.heard.append(f"{record.levelname} by {record.name}: {record.getMessage()}")

    def hear_qt(self, kind: QtMsgType, context: object, message: str) -> None:
        """Qt's message handler: everything above information counts."""
        grave = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if grave and not any(known in message for known in QT_MAY_SAY):
            self.heard.append(f"Qt: {message}")


@pytest.fixture(autouse=True)
def ears(request: pytest.FixtureRequest) -> Iterator[Ears]:
    """Fails a test that was not silent. A test that expects a noise takes `ears`, looks at `ears.heard` and clears it.

    Python's own warnings are errors already (`filterwarnings` in pyproject.toml).
    """
    ears = Ears()
    logging.getLogger().addHandler(ears)
    before = qInstallMessageHandler(ears.hear_qt)
    yield ears
    qInstallMessageHandler(before)
    logging.getLogger().removeHandler(ears)
    if ears.heard:
        noises = "\n  ".join(ears.heard)
        pytest.fail(
            f"This test was not silent:\n  {noises}\n"
            "Mend the cause; where a test expects the noise, take the fixture `ears` and clear what it heard.",
            pytrace=False,
        )


def pytest_configure(config: pytest.Config) -> None:
    """pytest-qt would take Qt's messages away from the ears."""
    config.option.qt_log = False
