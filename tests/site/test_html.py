"""Pages, style sheets and pictures are what their standards say: the Nu checker."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from built_site import absent

pytestmark = pytest.mark.site

# What the checker does not know yet and browsers do; each with where it stands in the standard.
NOT_YET = ()


def test_no_error(site, node_module, record_property):
    """The Nu checker finds no error in any page, style sheet or SVG; warnings are printed."""
    jar = node_module("vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java") or absent("no java here; on Debian: apt-get install default-jre")
    files = [path for path in sorted(site.root.rglob("*")) if path.suffix in {".html", ".svg"}]
    messages = []
    for option in ("--skip-non-html", "--skip-non-css", "--skip-non-svg"):
        run = subprocess.run(
            [java, "-Xss4m", "-jar", jar, "--format", "json", "--stdout", option, site.root],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.stdout, run.stderr
        messages += json.loads(run.stdout)["messages"]
    assert files
    for each in messages:
        if each["type"] == "info":
            record_property("undecided", _told(each))
    assert sorted({_told(each) for each in messages if _counts(each)})[:20] == []


def _counts(message: dict) -> bool:
    return message["type"] != "info" and not any(known in message["message"] for known in NOT_YET)


def _told(message: dict) -> str:
    where = f"{message.get('url', '').rpartition('/output/')[2]}:{message.get('lastLine', '')}"
    return f"{where}: {message['message']} ({message.get('extract', '').strip()[:80]})"
