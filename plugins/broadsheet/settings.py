"""Pelican's settings as Broadsheet needs them: the base of a site's digest.py.

A site without a digest.py is rendered with these. Each differs from Pelican's default
for the reason beside it; see docs/pelican.md for what may be changed.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGED = Path(__file__).parent / "theme"  # in a wheel; in a checkout the theme is a folder
_CHECKOUT = Path(__file__).parent.parent.parent / "themes" / "broadsheet"

PATH = "content"
OUTPUT_PATH = "output"
THEME = str(_PACKAGED if _PACKAGED.is_dir() else _CHECKOUT)
THEME_STATIC_DIR = "theme"
PLUGINS = ["broadsheet"]

SITEURL = ""
RELATIVE_URLS = True  # every link holds under any sub-path, and from the disk
DELETE_OUTPUT_DIRECTORY = False  # addresses never die, and files of yours stay

ARTICLE_PATHS: list[str] = []  # entries are no articles: Pelican scans all of them for each
DIRECT_TEMPLATES: list[str] = []  # the front page and the archives are ours
PAGE_PATHS = ["pages"]
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
STATIC_PATHS = ["static"]
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = ""

# Feeds are ours: Pelican's bear one id for all, and guids that its own rebuild changes.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

JINJA_ENVIRONMENT = {
    "autoescape": True,  # a headline's markup is text; the plugin insists on this one
    "trim_blocks": True,
    "lstrip_blocks": True,
}
TIMEZONE = "UTC"
DEFAULT_DATE_FORMAT = "%Y-%m-%d"
LOG_FILTER: list[tuple[int, str]] = []
