"""Documents by typst: a template, and facts that are data and never markup."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, LifoQueue
from tempfile import mkdtemp
from threading import BoundedSemaphore
from typing import Any, Literal
from weakref import finalize

import typst
from django.conf import settings

Standard = Literal["ua-1", "a-3a"]
"""For screen readers; for archives that hold other files."""


DESKS = min(2, os.cpu_count() or 1)
"""How many threads may compile the same template at once; each needs a compiler of its own."""


class Template:
    """One `.typ` file with its compilers, kept warm; threads take turns.

    The template reads its facts with `json("facts.json")`, and other files by their names.
    """

    def __init__(self, path: Path, *, standard: Standard = "ua-1") -> None:
        self.path, self.standard = path, standard
        self._free: LifoQueue[_Desk] = LifoQueue()
        self._turns = BoundedSemaphore(DESKS)

    def render(
        self, facts: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None
    ) -> bytes:
        """The document, as PDF for people and for screen readers (PDF/UA-1), or as the standard
        that the template was given: "a-3a" is an archive into which files can be put."""
        with self._turns:
            desk = self._warm()
            try:
                for name, content in (files or {}).items():
                    desk.lay(name, content)
                desk.lay("facts.json", json.dumps(facts, ensure_ascii=False).encode())
                return desk.compile(self.standard)
            finally:
                self._free.put(desk)

    def _warm(self) -> "_Desk":
        try:
            return self._free.get_nowait()
        except Empty:
            return _Desk(self.path)


class _Desk:
    """A folder where a template lies beside its facts; typst sees nothing outside of it.

    Facts in a file change one file; as inputs of the compiler they would change the whole
    library, and nothing that is known already could be used again.
    """

    def __init__(self, path: Path) -> None:
        self._root = Path(mkdtemp(prefix="tessera-"))
        finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        self._lying: dict[str, bytes] = {}
        for template in path.parent.glob("*.typ"):
            shutil.copy(template, self._root)
        fonts = Path(settings.BUILD) / "fonts"
        self._compiler = typst.Compiler(
            input=str(self._root / path.name),
            root=str(self._root),
            font_paths=typst.Fonts(
                include_system_fonts=False, font_paths=[str(fonts)] if fonts.is_dir() else []
            ),
        )

    def lay(self, name: str, content: bytes) -> None:
        """Put a file on the desk, unless it lies there already."""
        if self._lying.get(name) != content:
            (self._root / name).write_bytes(content)
            self._lying[name] = content

    def compile(self, standard: Standard) -> bytes:
        """What the template makes of all that lies there."""
        made = self._compiler.compile(format="pdf", pdf_standards=standard)
        assert isinstance(made, bytes)
        return made
