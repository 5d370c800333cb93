"""Where files are kept that are served to nobody but those they were made for."""

from django.core.files.storage import Storage, storages


def private_files() -> Storage:
    """The store of files that have no address of their own."""
    return storages["private"]
