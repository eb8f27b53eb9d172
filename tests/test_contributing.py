"""CONTRIBUTING.md keeps its promise: each dependency has its line of reason, and none is stale."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from house import imports

LOCKS = {"package-lock.json", "poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock", "yarn.lock"}


@pytest.fixture(scope="module")
def project(checkout):
    """pyproject.toml as a dict."""
    return tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def text(checkout):
    """CONTRIBUTING.md."""
    return (checkout / "CONTRIBUTING.md").read_text("utf-8")


def name_of(requirement: str) -> str:
    """`aiohttp>=3.11,<4` -> `aiohttp`."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def test_each_dependency_has_its_reason(project, text):
    """The table names every dependency, in order, with a reason, and nothing that we dropped."""
    rows = re.findall(r"^\| ([a-z\d][\w.-]+) \| (\S.{10,}) \|$", text, re.MULTILINE)
    wanted = [name_of(each) for each in project["project"]["dependencies"]]
    assert [name for name, _ in rows] == sorted(wanted)


def test_dependencies_are_sorted_and_bounded(project):
    """Ranges have a floor that was tried and a ceiling where the next major version begins."""
    dependencies = project["project"]["dependencies"]
    assert dependencies == sorted(dependencies, key=name_of)
    assert [each for each in dependencies if not re.search(r">=[\d.]+,<\d+$", each)] == []


def test_each_import_is_declared(project, checkout):
    """What the package imports comes with it: nothing is there by luck of another's needs."""
    declared = {plain(name_of(each)) for each in project["project"]["dependencies"]}
    found, providers = {}, packages_distributions()
    for path in sorted((checkout / "plugins/broadsheet").rglob("*.py")):
        for each in imports(path.read_text("utf-8"), "any.room"):
            top = each.name.partition(".")[0]
            if not each.ours and top not in sys.stdlib_module_names:
                found[top] = {plain(name) for name in providers.get(top, [top])}
    assert {top for top, names in found.items() if not names & declared} == set()


def plain(name: str) -> str:
    """A distribution's name as the index compares it: `lxml_html_clean` -> `lxml-html-clean`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_each_checker_is_named(project, checkout, text):
    """What tests, lint and site checks install is named too."""
    groups = project["dependency-groups"].values()
    wanted = {name_of(each) for group in groups for each in group}
    wanted |= set(json.loads((checkout / "package.json").read_text())["devDependencies"])
    assert {name for name in wanted if not re.search(rf"\b{re.escape(name)}\b", text)} == set()


def test_no_lock_file_is_kept(checkout):
    """Ranges are what is promised; a lock file would promise one machine's day."""
    if not (checkout / ".git").exists():
        pytest.skip("no git checkout here")
    run = subprocess.run(
        ["git", "-C", checkout, "ls-files"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {path for path in run.stdout.split() if path.rpartition("/")[2] in LOCKS} == set()
