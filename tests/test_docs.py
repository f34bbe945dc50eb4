"""Documentation is tested: nothing registered is undescribed, and what the README shows can be typed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from app.records import REGISTRY
from app.records.describe import describe

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
OWN_RESOURCES = {"texts", "theme", "templates", "server"}


def shown_commands(page: Path, program: str) -> set[str]:
    """The first words after `program` in a page's blocks of commands and in its inline code."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    typed = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    typed += re.findall(r"`([^`\n]+)`", text)
    pattern = re.compile(
        rf"^(?:\S*/)?{re.escape(program)}(?: --(?:workspace|lang|passphrase) \S+| --json)* ([a-z][a-z-]*)"
    )
    return {found[1] for line in typed if (found := pattern.match(line))}


def test_every_command_of_dev_that_the_pages_show_exists():
    told = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True).stdout
    verbs = set(re.findall(r"^\./dev (\w+)", told, re.MULTILINE))
    for page in PAGES:
        unknown = shown_commands(page, "dev") - verbs
        assert not unknown, f"{page.name} shows ./dev {unknown}, which ./dev help does not know."


def test_every_command_of_ujima_that_the_pages_show_exists():
    asked = subprocess.run(
        [sys.executable, "-m", "app", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    words = set(re.findall(r"[a-z][a-z-]*", asked.stdout))
    shown = set().union(*(shown_commands(page, "ujima") for page in PAGES))
    assert shown, "The README shows no command of the terminal."
    assert shown <= words, f"The pages show ujima {shown - words}, which ujima --help does not know."


def test_the_page_of_records_is_what_the_registry_says():
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    assert page == describe(), "Write it anew: python -m app.records.describe > docs/records.md"
    assert all(f"\n## {name}\n" in page for name in REGISTRY)


def test_every_public_function_and_class_says_what_it_does():
    silent = [
        f"{path.relative_to(ROOT).as_posix()}, line {node.lineno}: {node.name}"
        for part in ("app", "sync")
        for path in sorted((ROOT / part).rglob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and "migrations/versions" not in path.as_posix()
        and not ast.get_docstring(node)
    ]
    assert not silent, "\n  ".join(["A public name has a docstring: what it is for, units, shapes, errors.", *silent])


def test_links_between_pages_lead_somewhere():
    lost = []
    for page in [*PAGES, ROOT / "resources" / "ATTRIBUTION.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                lost.append(f"{page.relative_to(ROOT)}: {target}")
    assert not lost, "\n  ".join(["These links lead nowhere:", *lost])


def test_every_page_of_docs_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    missing = [
        page.relative_to(ROOT / "docs").as_posix()
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if page.name != "README.md" and f"({page.relative_to(ROOT / 'docs').as_posix()})" not in index
    ]
    assert not missing, f"Name these pages in docs/README.md: {missing}"


def test_every_folder_of_shipped_data_is_attributed():
    page = (ROOT / "resources" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    folders = {path.name for path in (ROOT / "resources").iterdir() if path.is_dir()} - OWN_RESOURCES
    missing = [name for name in sorted(folders) if f"\n## {name}/\n" not in page]
    assert not missing, f"Say in resources/ATTRIBUTION.md where these come from, under ## name/: {missing}"


def test_every_shipped_sample_is_attributed_by_its_name():
    page = (ROOT / "resources" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    samples = [path for path in (ROOT / "resources").rglob("*") if path.is_file() and "samples" in path.parts]
    missing = sorted(path.name for path in samples if path.name not in page)
    assert not missing, f"Say in resources/ATTRIBUTION.md where these come from: {missing}"


def test_the_change_log_tells_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
