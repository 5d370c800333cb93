"""Documents by typst: a template, and facts that are data and never markup."""

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings


class Template:
    """One `.typ` file with its compiler, kept warm; threads take turns.

    The template reads its facts with `json(bytes(sys.inputs.facts))`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._compiler: typst.Compiler | None = None
        self._lock = Lock()

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The document, as PDF for people and for screen readers (PDF/UA-1)."""
        inputs = {"facts": json.dumps(facts, ensure_ascii=False)}
        with self._lock:
            if self._compiler is None:
                self._compiler = _compiler(self.path)
            made = self._compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1")
        assert isinstance(made, bytes)
        return made


def _compiler(path: Path) -> typst.Compiler:
    """Sees the folder of the template, our fonts and the built-in ones, and nothing else."""
    folder = Path(settings.BUILD) / "fonts"
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(folder)] if folder.is_dir() else []
    )
    return typst.Compiler(input=str(path), root=str(path.parent), font_paths=fonts)
