"""Translation catalogues: found in the code, kept beside it, compiled without gettext's tools."""

import argparse
import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

TESSERA = Path(__file__).resolve().parent.parent
WEB_DOORS = sorted(path for path in (TESSERA / "web").iterdir() if path.is_dir())
FOLDERS = [TESSERA / name for name in ("lib", "domain", "flows", "plugins")] + WEB_DOORS
LANGUAGE = "fr"
# One name a function: what `gettext` is called, and which arguments are texts.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
IN_TEMPLATE = re.compile(r"(?<![\w.])(n?p?gettext|_)\(")
TEXT = re.compile(r"\s*,?\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL)
LOOSE = re.compile(r"(?<=«) (?=\S)|(?<=\S) (?=[»:;?!](?:[\s»”<).,…]|$))")
"""Spaces at which no French line may be broken."""
TEMPLATES = {".html", ".txt", ".mjml"}


@dataclass(frozen=True)
class Found:
    """One text of the interface: its id (two when it has a plural) and its context."""

    file: str
    texts: tuple[str, ...]
    context: str | None = None

    @property
    def id(self) -> str | tuple[str, ...]:
        """As Babel's catalogues name it."""
        return self.texts[0] if len(self.texts) == 1 else self.texts


def texts_of(folder: Path) -> Iterator[Found]:
    """Every text that the code and the templates of `folder` ask gettext for."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(TESSERA.parent).as_posix()
        if path.suffix == ".py":
            yield from _in_python(path, name)
        elif path.suffix in TEMPLATES:
            yield from _in_template(path, name)


def _in_python(path: Path, name: str) -> Iterator[Found]:
    source = BytesIO(path.read_bytes())
    for _line, message, _comments, context in extract("python", source, KEYWORDS):
        texts = message if isinstance(message, tuple) else (message,)
        yield Found(name, tuple(text for text in texts if text), context)


def _in_template(path: Path, name: str) -> Iterator[Found]:
    """Django rewrites a template as calls of gettext, as it does for its own command."""
    calls = templatize(path.read_text(), origin=name)
    for call in IN_TEMPLATE.finditer(calls):
        at, texts = call.end(), []
        while text := TEXT.match(calls, at):
            texts.append(ast.literal_eval(text[1]))
            at = text.end()
        has_context = call[1].lstrip("n").startswith("p")
        context = texts.pop(0) if has_context and texts else None
        wanted = 2 if call[1].startswith("n") else 1
        if texts:
            yield Found(name, tuple(texts[:wanted]), context)


def catalogue_of(folder: Path) -> Path:
    """Where the French of `folder` is written."""
    return folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue, or an empty one."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=LANGUAGE)


def missing(folder: Path) -> list[str]:
    """Texts of `folder` that a French reader would see in English."""
    catalogue = read(catalogue_of(folder))
    lacking = []
    for found in texts_of(folder):
        message = catalogue.get(found.id, found.context)
        said = message.string if message else ""
        complete = all(said) if isinstance(said, tuple | list) else bool(said)
        if not complete or (message and message.fuzzy):
            lacking.append(f"{found.file}: {found.texts[0]}")
    return lacking


def extract_all(names: Sequence[str] = ()) -> None:
    """Writes catalogues anew: what is new is empty, what is gone is dropped."""
    for folder in FOLDERS:
        if names and folder.name not in names:
            continue
        template = Catalog(fuzzy=False)
        for found in texts_of(folder):
            template.add(found.id, locations=[(found.file, 0)], context=found.context)
        path = catalogue_of(folder)
        if not len(template) and not path.exists():
            continue
        catalogue = read(path)
        template.creation_date = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        _write(catalogue, path)


def _write(catalogue: Catalog, path: Path) -> None:
    """Without dates and line numbers, so that only changed texts change the file."""
    head = 'msgid ""\nmsgstr ""\n'
    facts = [
        f"Language: {LANGUAGE}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalogue.plural_forms}",
    ]
    body = BytesIO()
    pofile.write_po(
        body, catalogue, width=98, omit_header=True, ignore_obsolete=True, include_lineno=False
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    header = head + "".join(f'"{fact}\\n"\n' for fact in facts) + "\n"
    path.write_text(header + body.getvalue().decode())


def compile_all() -> None:
    """Writes a .mo beside each .po, which is what a running Tessera reads; French signs hold on to
    the word beside them."""
    for path in TESSERA.rglob("*.po"):
        with path.open("rb") as file:
            catalogue = pofile.read_po(file)
        for message in catalogue:
            if message.id:
                message.string = _held(message.string)
        with path.with_suffix(".mo").open("wb") as out:
            mofile.write_mo(out, catalogue)


def _held(said: Any) -> Any:
    if isinstance(said, str):
        return LOOSE.sub("\u00a0", said)
    return tuple(LOOSE.sub("\u00a0", each) for each in said or ())


def main() -> None:
    """`extract` (all folders, or those named: `extract shop flows`) or `compile`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=["extract", "compile"])
    parser.add_argument("folders", nargs="*")
    given = parser.parse_args()
    if given.act == "extract":
        extract_all(given.folders)
    else:
        compile_all()


if __name__ == "__main__":
    main()
