"""Pages, style sheets and pictures are what their standards say: the Nu checker."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from built_site import absent

pytestmark = pytest.mark.site

# It reads files, which have no origin, so a policy of 'self' looks to it as if it forbade all;
# in a browser test_access.py sees that all of a page loads.
NO_ORIGIN = "Resource violates Content Security Policy (meta tag)"


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
    told = {"info": set(), "error": set()}
    for each in messages:
        if not each["message"].startswith(NO_ORIGIN):
            told["info" if each["type"] == "info" else "error"].add(_told(each))
    for each in sorted(told["info"]):
        record_property("undecided", each)
    assert sorted(told["error"])[:20] == []


def _told(message: dict) -> str:
    where = f"{message.get('url', '').rpartition('/output/')[2]}:{message.get('lastLine', '')}"
    extract = " ".join(message.get("extract", "").split())
    return f"{where}: {message['message']} ({extract[:80]})"
