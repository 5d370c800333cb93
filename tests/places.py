"""Folders for what tests start."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for a database server: pytest's own are closed to other users from time to time.

    It has a short name, as sockets want it.
    """
    folder = Path(tempfile.mkdtemp(prefix="tessera-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
