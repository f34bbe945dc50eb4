"""Where things lie: the shipped resources, and the folders of the person who uses the program."""

from __future__ import annotations

from pathlib import Path

import platformdirs

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def default_workspace() -> Path:
    """The folder of the workspace when none is named."""
    return Path(platformdirs.user_data_dir("ujima", appauthor=False)) / "workspace"


def log_folder() -> Path:
    """Where the log is kept; nothing in it leaves the computer."""
    return Path(platformdirs.user_log_dir("ujima", appauthor=False))
