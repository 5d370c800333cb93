"""Where files are kept that are served to nobody but those they were made for."""

import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.files.storage import Storage, storages


def private_files() -> Storage:
    """The store of files that have no address of their own."""
    return storages["private"]


def write_zip(path: Path, files: Iterable[Sequence[str]]) -> None:
    """Private files (what each is called, where it lies) as one archive, in constant memory.

    Names are made harmless and each is used once; a file that is gone meanwhile is left out.
    """
    store = private_files()
    used: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for named, lies_at in files:
            name = _free(_harmless(named), used)
            used.add(name)
            try:
                source = store.open(lies_at, "rb")
            except FileNotFoundError:
                continue
            with source, archive.open(name, "w") as target:
                shutil.copyfileobj(source, target)


def _harmless(name: str) -> str:
    parts = [part.replace("\\", "-").strip() for part in name.split("/")]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _free(name: str, used: set[str]) -> str:
    stem, dot, end = name.rpartition(".")
    found, number = name, 2
    while found in used:
        found = f"{stem}-{number}.{end}" if dot else f"{name}-{number}"
        number += 1
    return found
