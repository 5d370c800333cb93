"""Markdown typed by organisers, as HTML that can do no harm."""

import re
from functools import lru_cache
from typing import Any

import nh3

from tessera.lib.lazily import Lazily

markdown_it = Lazily("markdown_it")

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "hr"}


def to_html(text: str) -> str:
    """Safe HTML: no script, no style, no picture from elsewhere; links open without referrer."""
    html = _reader().render(text)
    return nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )


def to_text(text: str) -> str:
    """The words alone, for descriptions in search results."""
    return re.sub(r"\s+", " ", nh3.clean(_reader().render(text), tags=set())).strip()


@lru_cache(maxsize=1)
def _reader() -> Any:
    plain = {"html": False, "linkify": False, "typographer": False}
    return markdown_it.MarkdownIt("commonmark", plain)
