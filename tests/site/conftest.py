"""What the checks of the built site share: the pages by type, a browser, and how to do without.

`make test` skips what it lacks and says so; `make check-site` sets BROADSHEET_SITE=required,
and then a missing tool is a failure.
"""

from __future__ import annotations

import mimetypes
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built_site import ELSEWHERE, Built, Opened, absent, address_of
from playwright.sync_api import Browser, Route


@pytest.fixture(scope="session")
def tool(checkout: Path) -> Callable[[str], str]:
    """Finds a command of the `site` group, beside this Python or on PATH."""

    def find(name: str) -> str:
        beside = Path(sys.executable).with_name(name)
        found = str(beside) if beside.exists() else shutil.which(name)
        return found or absent(f"no {name} here; make check-site installs it")

    return find


@pytest.fixture(scope="session")
def node_module(checkout: Path) -> Callable[[str], Path]:
    """Finds a file of an npm package, by its path under node_modules/."""

    def find(path: str) -> Path:
        found = checkout / "node_modules" / path
        return found if found.exists() else absent(f"no node_modules/{path}; make check-site")

    return find


@pytest.fixture(scope="session")
def site(checkout: Path) -> Built:
    """The site in output/, as `make` left it."""
    root = checkout / "output"
    if not (root / "index.html").exists():
        absent("no output/index.html; run make")
    content = checkout / "content"
    whole = (content / "sample").is_dir()
    return Built(root=root, url=address_of(content / "digest.toml"), whole=whole)


@pytest.fixture(scope="session")
def elsewhere(checkout: Path, site: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same content, built once more for another kind of address."""
    url = ELSEWHERE[0] if site.url.count("/") > 2 else ELSEWHERE[1]
    home = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(checkout / "content", home / "content")
    shutil.copy(checkout / "digest.py", home)
    for folder in ("plugins", "themes"):
        (home / folder).symlink_to(checkout / folder, target_is_directory=True)
    config = home / "content/digest.toml"
    config.write_text(config.read_text("utf-8").replace(site.url, url), "utf-8")
    assert address_of(config) == url
    now = checkout / "content/sample/now"
    clock = ["--now", now.read_text("utf-8").strip()] if now.exists() else []
    run = subprocess.run(
        [sys.executable, "digest.py", "build", "--offline", *clock],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return Built(root=home / "output", url=url)


@pytest.fixture
def opened(chromium: Browser, site: Built) -> Iterator[Callable[..., Opened]]:
    """Opens a page of a type at its own address, with the files served from output/.

    Nothing goes out: what is not the site's is noted in `outside` and refused.
    """
    contexts = []

    def open_page(kind: str, **options) -> Opened:
        context = chromium.new_context(**options)
        contexts.append(context)
        result = Opened(page=context.new_page())

        def answer(route: Route) -> None:
            found = site.file(route.request.url)
            if found is None:
                result.outside.append(route.request.url)
                route.abort()
            elif not found.is_file():
                result.missing.append(route.request.url)
                route.fulfill(status=404, body="")
            else:
                kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
                route.fulfill(body=found.read_bytes(), content_type=f"{kind}; charset=utf-8")

        context.route("**/*", answer)
        result.page.on("pageerror", lambda error: result.errors.append(str(error)))
        result.page.on(
            "console",
            lambda line: result.errors.append(line.text) if line.type == "error" else None,
        )
        result.page.goto(site.address(site.page(kind)))
        return result

    yield open_page
    for context in contexts:
        context.close()
