"""Mails for every reader: a Django template to MJML, MJML to HTML that old programs show too."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import mrml
from django.template import Context, Engine, Template

NO_FONTS_FROM_ELSEWHERE = mrml.RenderOptions(fonts={})


def to_html(path: Path, facts: Mapping[str, Any]) -> str:
    """The `.mjml` template with its facts, escaped, as HTML. Refuses MJML that is none."""
    rendered = _template(path, is_html=True).render(Context(dict(facts)))
    return mrml.to_html(rendered, render_options=NO_FONTS_FROM_ELSEWHERE).content


def to_text(path: Path, facts: Mapping[str, Any]) -> str:
    """The `.txt` template with its facts as they are; never more than one empty line."""
    rendered = _template(path, is_html=False).render(Context(dict(facts), autoescape=False))
    return _calm(rendered)


@lru_cache(maxsize=64)
def _template(path: Path, *, is_html: bool) -> Template:
    engine = Engine(builtins=["django.templatetags.i18n"], autoescape=is_html)
    return engine.from_string(path.read_text())


def _calm(text: str) -> str:
    lines: list[str] = []
    for line in (each.rstrip() for each in text.strip().splitlines()):
        if line or lines[-1]:
            lines.append(line)
    return "\n".join(lines) + "\n"
