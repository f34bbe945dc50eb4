"""The tour, as the README promises it: the main job on the real sample, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from app.desktop.pages import PAGES


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_tour_leaves_the_workbook_a_picture_of_every_page_and_a_true_page_of_text(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "tour", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    told = (tmp_path / "tour.txt").read_text(encoding="utf-8")
    assert "8391 lines taken as 8391 activities" in told
    assert "3 rows changed, 1 deleted, 0 made" in told
    assert told.count("The same file again: 0 made, 0 changed.") == 2
    assert "One truth: both desks and the server hold the same" in told
    assert re.search(r"a line that died [1-9]\d* times", told)
    pictures = {path.name.split("-")[0] for path in (tmp_path / "pictures").glob("*.png")}
    assert {entry.name for entry in PAGES} <= pictures
    first, second = (openpyxl.load_workbook(tmp_path / f"edition-{number}.xlsx", read_only=True) for number in (1, 2))
    assert first.sheetnames[0] == second.sheetnames[0]
    assert len(second.sheetnames) == len(first.sheetnames) + 1, "the second edition comes with what changed"
    first.close()
    second.close()
