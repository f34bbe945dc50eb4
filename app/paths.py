"""Where things lie: the shipped resources, and the folders of the person who uses the program."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def default_workspace() -> Path:
    """The folder of the workspace when none is named."""
    import platformdirs  # not needed before the window is painted

    return Path(platformdirs.user_data_dir("ujima", appauthor=False)) / "workspace"


def log_folder() -> Path:
    """Where the log is kept; nothing in it leaves the computer."""
    import platformdirs

    return Path(platformdirs.user_log_dir("ujima", appauthor=False))
