"""The workflows are valid, least-privileged and pinned: schema, actionlint and zizmor."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github" / "workflows"
COMMANDS = {
    "schema": ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    "actionlint": ["actionlint"],
    "zizmor": ["zizmor", "--offline", "--no-progress", "--quiet"],
}
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def workflows() -> list[Path]:
    """The workflow files."""
    return sorted(WORKFLOWS.glob("*.yml"))


@pytest.mark.site
@pytest.mark.parametrize("command", COMMANDS)
def test_checker_finds_nothing(command, tool):
    """Each checker passes over all workflows without a finding."""
    name, *options = COMMANDS[command]
    files = [WORKFLOWS.parent] if command == "zizmor" else workflows()  # it reads Dependabot's too
    run = subprocess.run(
        [tool(name), *options, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_actions_are_pinned(path):
    """Every action is named by its full commit, with the version beside it."""
    used = re.findall(r"uses: (.+)", path.read_text("utf-8"))
    assert used
    assert [each for each in used if not PINNED.fullmatch(each.strip())] == []


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_jobs_ask_for_little(path):
    """A workflow has no right by default; each job names its own, and has a time limit."""
    text = path.read_text("utf-8")
    jobs = len(re.findall(r"^  \w+:\n    name:", text, re.MULTILINE))
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    assert len(re.findall(r"^    permissions:", text, re.MULTILINE)) == jobs
    assert len(re.findall(r"^    timeout-minutes: \d+$", text, re.MULTILINE)) == jobs


def test_one_pin_for_each_action():
    """An action that several workflows use is at one commit in all."""
    pins = {}
    for path in workflows():
        for action, commit in re.findall(r"uses: (\S+)@(\w+)", path.read_text("utf-8")):
            pins.setdefault(action, set()).add(commit)
    assert {action: commits for action, commits in pins.items() if len(commits) > 1} == {}
