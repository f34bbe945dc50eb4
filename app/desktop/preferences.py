"""What this computer's desk looks like: language, theme, size of the window. Needed before the workspace is open, so a file beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

FILE = "desktop.json"


@dataclass
class Preferences:
    """The choices of one computer. `language` is empty until somebody has chosen."""

    language: str = ""
    theme: str = "system"
    width: int = 1280
    height: int = 760
    maximized: bool = False


def load_preferences(folder: Path) -> Preferences:
    """The preferences kept in a workspace's folder; the usual ones where there are none or the file is unreadable."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        known = {fact.name: type(getattr(Preferences(), fact.name)) for fact in fields(Preferences)}
        return Preferences(**{name: kept[name] for name, kind in known.items() if isinstance(kept.get(name), kind)})
    except (OSError, ValueError, AttributeError):
        return Preferences()


def save_preferences(folder: Path, preferences: Preferences) -> None:
    """Keep the preferences in the workspace's folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / (FILE + ".new")
    partial.write_text(json.dumps(asdict(preferences), indent=1), encoding="utf-8")
    partial.replace(folder / FILE)
