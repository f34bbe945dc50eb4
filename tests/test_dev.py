"""./dev, run as a process in a folder of its own, on a system made for each test that writes down what is asked of it.

The stand-ins are for the machine (apt-get, dpkg-query, python3), never for our own code.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VERBS = set(re.findall(r"^\./dev (\w+)", (ROOT / "dev").read_text(encoding="utf-8"), re.MULTILINE))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="./dev is for Debian; Windows has dev.bat, which was not run")


class Machine:
    """A copy of the tree's own files for ./dev, and commands of a system that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.commands = folder / "bin"
        self.log = folder / "log"
        self.tree.mkdir()
        self.commands.mkdir()
        (self.tree / "requirements").mkdir()
        shutil.copy(ROOT / "dev", self.tree)
        for name in ("pyproject.toml", "requirements/run.txt", "requirements/test.txt"):
            (self.tree / name).write_text("# nothing\n", encoding="utf-8")
        self.command("python3", PYTHON)
        self.command("apt-get", 'echo "apt-get $*" >> "$LOG"')
        self.lacks("libreoffice*")
        self.command("id", "echo 0")

    def command(self, name: str, script: str) -> None:
        """Put a command of the system into place."""
        path = self.commands / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def lacks(self, *packages: str) -> None:
        """Let every package be installed but these (patterns of the shell)."""
        missing = "|".join(packages)
        cases = f'case "${{name%t64}}" in {missing}) ;; *) echo "ii $name" ;; esac'
        self.command("dpkg-query", f"for name; do {cases}; done")

    def dev(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ./dev with these arguments; without a screen unless the environment names one."""
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON")
        }
        path = f"{self.commands}{os.pathsep}/usr/bin{os.pathsep}/bin"
        return subprocess.run(
            [self.tree / "dev", *arguments],
            env={**kept, "PATH": path, "LOG": str(self.log), **environment},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def calls(self) -> list[str]:
        """What the system's commands were asked so far, oldest first; asking forgets it."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        self.log.unlink(missing_ok=True)
        return text.splitlines()


PYTHON = r"""
case "$1 $2" in
    "-V "*) echo "Python 3.11.2" ;;
    "-m venv")
        mkdir -p .venv/bin
        for name in python ujima pybabel; do
            printf '#!/bin/sh\necho "%s $*" >> "$LOG"\n' "$name" > ".venv/bin/$name"
            chmod +x ".venv/bin/$name"
        done
        echo "venv made" >> "$LOG" ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A bare Debian as ./dev sees it, with all packages that Qt needs."""
    return Machine(tmp_path)


def test_the_first_start_makes_the_environment_from_the_locked_versions_and_the_second_does_nothing(machine):
    assert machine.dev("setup").returncode == 0
    first = machine.calls()
    assert first[0] == "venv made"
    assert any("--require-hashes -r requirements/run.txt" in call for call in first)
    assert machine.dev("setup").returncode == 0
    assert machine.calls() == []


def test_a_changed_lock_is_installed_into_the_same_environment(machine):
    machine.dev("setup")
    machine.calls()
    (machine.tree / "requirements" / "run.txt").write_text("# another\n", encoding="utf-8")
    machine.dev("setup")
    calls = machine.calls()
    assert "venv made" not in calls
    assert any("-r requirements/run.txt" in call for call in calls)


def test_a_tree_that_was_moved_makes_its_environment_anew(machine, tmp_path):
    machine.dev("setup")
    machine.calls()
    machine.tree = machine.tree.rename(tmp_path / "elsewhere")
    machine.dev("setup")
    assert "venv made" in machine.calls()


def test_an_installation_that_broke_off_is_taken_up_again(machine):
    machine.command("python3", PYTHON.replace('>> "$LOG"\\n', '>> "$LOG"; exit 1\\n'))
    broken = machine.dev("setup")
    assert broken.returncode == 1
    assert "network" in broken.stderr
    machine.calls()
    machine.command("python3", PYTHON)
    shutil.rmtree(machine.tree / ".venv")
    assert machine.dev("setup").returncode == 0
    assert any("requirements/run.txt" in call for call in machine.calls())


def test_missing_system_packages_are_installed_where_that_is_allowed(machine):
    machine.lacks("libegl1", "libcups2")
    assert machine.dev("setup").returncode == 0
    asked = [call for call in machine.calls() if call.startswith("apt-get") and " install " in call]
    assert len(asked) == 1
    assert asked[0].endswith(" libegl1 libcups2")


def test_who_may_not_install_is_given_the_one_line_to_run(machine):
    machine.lacks("libegl1")
    machine.command("id", "echo 1000")
    machine.command("sudo", "exit 1")
    answer = machine.dev("run")
    assert answer.returncode == 1
    assert "apt-get install --no-install-recommends libegl1\n" in answer.stderr
    assert machine.calls() == []


def test_a_python_without_venv_is_named_in_a_sentence(machine):
    machine.command("python3", PYTHON.replace('"-V "*)', '"-c import venv"*) exit 1 ;;\n    "-V "*)'))
    answer = machine.dev("setup")
    assert answer.returncode == 1
    assert "has no venv module" in answer.stderr


def test_a_python_that_is_too_old_is_named_in_a_sentence(machine):
    machine.command("python3", PYTHON.replace('"-V "*)', '"-c import sys;"*) exit 1 ;;\n    "-V "*)'))
    answer = machine.dev("setup")
    assert answer.returncode == 1
    assert "Python 3.11 or newer" in answer.stderr


def test_a_package_that_debian_13_renamed_counts_as_installed(machine):
    machine.command("dpkg-query", 'for name; do case "$name" in *t64) echo "ii $name";; esac; done')
    machine.dev("setup")
    assert not [call for call in machine.calls() if call.startswith("apt-get")]


def test_run_without_a_screen_says_so_and_runs_the_tour(machine):
    answer = machine.dev("run")
    assert answer.returncode == 0
    assert "no screen" in answer.stderr
    assert machine.calls()[-1] == "ujima tour --out out/tour"


@pytest.mark.parametrize("screen", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_run_with_a_screen_opens_the_desktop(machine, screen):
    answer = machine.dev("run", "--workspace", "somewhere", **{screen: ":0"})
    assert answer.returncode == 0
    assert machine.calls()[-1] == "ujima --workspace somewhere"


def test_what_only_tests_need_is_installed_for_tests_alone(machine):
    machine.dev("run")
    assert not [call for call in machine.calls() if "libreoffice" in call]
    machine.dev("test", "tests/sync")
    calls = machine.calls()
    assert [call for call in calls if "libreoffice-calc-nogui" in call]
    assert "-r requirements/test.txt" in " ".join(calls)
    assert calls[-1].startswith("python -m pytest")
    assert calls[-1].endswith(" tests/sync")


def test_pictures_are_taken_in_english_and_in_mirrored_arabic(machine):
    assert machine.dev("pictures").returncode == 0
    assert machine.calls()[-2:] == [
        "ujima --language en tour --out out/pictures/en",
        "ujima --language ar tour --out out/pictures/ar",
    ]


def test_words_are_compiled_once(machine):
    catalogue = machine.tree / "resources" / "texts" / "fr" / "LC_MESSAGES" / "ujima.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    machine.dev("setup")
    assert any(call.startswith("pybabel -q compile") for call in machine.calls())
    catalogue.with_suffix(".mo").touch()
    os.utime(catalogue, (0, 0))
    machine.dev("setup")
    assert machine.calls() == []


def test_help_names_every_verb_and_an_unknown_one_is_wrong_usage(machine):
    told = machine.dev("help")
    assert told.returncode == 0
    assert {"run", "test", "check", "setup", "bench", "pictures", "help"} <= VERBS
    assert set(re.findall(r"^\./dev (\w+)", told.stdout, re.MULTILINE)) == VERBS
    wrong = machine.dev("fly")
    assert wrong.returncode == 2
    assert "fly" in wrong.stderr


def test_the_verbs_of_windows_are_verbs_of_debian_too():
    text = (ROOT / "dev.bat").read_text(encoding="utf-8")
    shown = set(re.findall(r"^echo dev (\w+) {2,}", text, re.MULTILINE))
    assert {"run", "test", "check", "setup"} <= shown <= VERBS


def test_the_continuous_integration_runs_the_two_commands_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["./dev test", "./dev check"]
