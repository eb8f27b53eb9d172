"""No internal link is dead, down to the fragment, at the root of a host and under a sub-path."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from built_site import Built
from lxml import etree

pytestmark = pytest.mark.site

XML_LINK = re.compile(r"https?://[^\s<>\"'&]+")
TEXTS = {".html", ".xml", ".json", ".rss", ".atom", ".opml", ".txt", ".js"}


@pytest.fixture(params=["site", "elsewhere"])
def built(request):
    """The site in output/, and the same at another kind of address: both must hold together."""
    return request.getfixturevalue(request.param)


def test_no_dead_link(built, tool, tmp_path):
    """Every link between our pages, and each of their fragments, has something at its end."""
    run = check(built, tool("lychee"), tmp_path)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    checked = re.search(r"(\d+) Total", run.stdout)
    assert checked, run.stdout
    assert int(checked[1]) > len(list(built.root.rglob("*.html")))


DEAD = {
    "page": "gone/",
    "fragment": "page/#gone",
    "own fragment": "#gone",
    "folder without a page": "empty/",
    "beside the sub-path": "/page/",
    "beside the sub-path, in full": "https://someone.example/page/",
    "in full": "https://someone.example/papers/daily/gone/",
}


@pytest.mark.parametrize("link", ["page/#here", "/papers/daily/page/", *DEAD.values()])
def test_a_dead_link_is_seen(link, tool, tmp_path):
    """The check can fail: each kind of dead link is found, and living ones pass."""
    root = tmp_path / "site"
    (root / "page").mkdir(parents=True)
    (root / "empty").mkdir()
    page = '<!doctype html><title>x</title><p id="here"><a href="{}">x</a>'
    (root / "index.html").write_text(page.format(link), "utf-8")
    (root / "page/index.html").write_text(page.format("../"), "utf-8")
    built = Built(root=root, url="https://someone.example/papers/daily")
    assert (check(built, tool("lychee"), tmp_path).returncode != 0) == (link in DEAD.values())


def check(built: Built, lychee: str, work: Path) -> subprocess.CompletedProcess:
    """Run lychee over a site that stands in `work` as it would on its host."""
    host, path = _split(built.url)
    # A link that forgets the sub-path must lead nowhere: so the site stands where it is served.
    served = work / "host" / path
    served.parent.mkdir(parents=True, exist_ok=True)
    served.symlink_to(built.root, target_is_directory=True)
    pages = [served / page.relative_to(built.root) for page in built.root.rglob("*.html")]
    return subprocess.run(
        [
            *(lychee, "--offline", "--no-progress", "--include-fragments"),
            *("--index-files", "index.html", "--root-dir", work / "host"),
            *("--remap", f"^{re.escape(host)}(/|$) file://{work}/host/"),
            *("--", *sorted(map(str, pages))),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def _split(url: str) -> tuple[str, str]:
    """https://someone.example/papers/daily -> its host with scheme, and papers/daily."""
    parts = url.split("/")
    return "/".join(parts[:3]), "/".join(parts[3:]) or "."


def test_every_address_keeps_the_sub_path(built):
    """No page or feed names an address of the host beside the site's sub-path."""
    host, _ = _split(built.url)
    texts = [path for path in sorted(built.root.rglob("*")) if path.suffix in TEXTS]
    stray = [
        (path.relative_to(built.root).as_posix(), link)
        for path in texts
        for link in XML_LINK.findall(path.read_text("utf-8"))
        if f"{link}/".startswith(f"{host}/") and not f"{link}/".startswith(f"{built.url}/")
    ]
    assert stray == []


def test_sitemap_names_pages_that_are_there(site):
    """Each address of the sitemap, and of its parts, is a page of ours."""
    maps = sorted(site.root.rglob("sitemap*.xml"))
    addresses = [str(loc.text) for path in maps for loc in etree.parse(path).iterfind(".//{*}loc")]
    assert [one for one in addresses if not (site.file(one) and site.file(one).is_file())] == []
