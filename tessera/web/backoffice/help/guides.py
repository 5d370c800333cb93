"""Guides: files of Markdown in `docs/guides/<language>`, listed by their README."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nh3
from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LISTED = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<name>[a-z0-9-]+)\.md\)\s*:?\s*(?P<lead>.*)$")
GROUP = re.compile(r"^## +(?P<title>.+)$")
TITLE = re.compile(r"^# +(?P<title>.+)$", re.MULTILINE)
PICTURE = re.compile(r"^(?:\.\./)+pictures/(?P<name>[\w-]+\.(?:png|webp|svg))$")
FALLBACK = "en"
SPACED = re.compile(r" (?=[:;!?»])|(?<=«) ")
"""Where French breaks no line."""
TAGS = {
    *("p", "br", "strong", "em", "code", "pre", "blockquote", "hr", "h2", "h3", "h4"),
    *("ul", "ol", "li", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
_reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")

Lead = Callable[[str], str]
"""From the name of a guide or of a picture to its address."""


@dataclass(frozen=True, slots=True)
class Guide:
    """One how-to, as the list shows it."""

    name: str
    title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Guides under one heading ("" for none)."""

    title: str
    guides: list[Guide] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A guide to be read: its title, its safe HTML and the language it is written in."""

    title: str
    html: str
    language: str


def chapters(language: str) -> list[Chapter]:
    """All guides in the order of the README; those that it forgets come last."""
    home = _home(language)
    found = [Chapter("")]
    for line in _text(home / "README.md").splitlines():
        if group := GROUP.match(line):
            found.append(Chapter(group["title"].strip()))
        elif listed := LISTED.match(line):
            found[-1].guides.append(Guide(**listed.groupdict()))
    named = {guide.name for chapter in found for guide in chapter.guides}
    forgotten = [path for path in sorted(home.glob("*.md")) if path.stem not in named | {"README"}]
    others = [Guide(path.stem, _title(_text(path), path.stem)) for path in forgotten]
    return [each for each in (*found, Chapter("", others)) if each.guides]


def read(name: str, language: str, *, guide_at: Lead, picture_at: Lead) -> Page | None:
    """The guide in this language, else in English; None when nobody wrote it."""
    if not NAME.fullmatch(name):
        return None
    for code in (language, FALLBACK):
        path = _home(code) / f"{name}.md"
        text = _text(path)
        if text:
            body = TITLE.sub("", text, count=1)
            html = _html(body, language=path.parent.name, guide_at=guide_at, picture_at=picture_at)
            return Page(_title(text, name), html, path.parent.name)
    return None


def picture(name: str) -> Path | None:
    """The file of a picture that stands in `docs/pictures`; None for any other name."""
    known = {path.name: path for path in (_docs() / "pictures").glob("*.*")}
    return known.get(name) if PICTURE.match(f"../pictures/{name}") else None


def _docs() -> Path:
    return Path(settings.GUIDES)


def _home(language: str) -> Path:
    home = _docs() / "guides" / language
    return home if NAME.fullmatch(language) and home.is_dir() else _docs() / "guides" / FALLBACK


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _title(text: str, otherwise: str) -> str:
    found = TITLE.search(text)
    return found["title"].strip() if found else otherwise


def _html(text: str, *, language: str, guide_at: Lead, picture_at: Lead) -> str:
    tokens = _reader.parse(text)
    for token in _every(tokens):
        if token.type == "link_open":
            token.attrSet("href", _leads_to(str(token.attrGet("href") or ""), guide_at))
        elif token.type == "image":
            drawn = PICTURE.match(str(token.attrGet("src") or ""))
            token.attrSet("src", picture_at(drawn["name"]) if drawn else "")
        elif token.type == "text" and language == "fr":
            token.content = SPACED.sub("\u00a0", token.content)
    html = _reader.renderer.render(tokens, _reader.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto"})


def _leads_to(href: str, guide_at: Lead) -> str:
    name = href.removesuffix(".md")
    if href.endswith(".md") and NAME.fullmatch(name):
        return guide_at(name)
    return href if href.startswith(("https://", "mailto:", "/", "#")) else "#main"


def _every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _every(token.children or [])
