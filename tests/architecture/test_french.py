"""A French reader sees no English."""

from pathlib import Path

import pytest

from tessera.ops import messages


@pytest.mark.parametrize("folder", messages.FOLDERS, ids=lambda folder: folder.name)
def test_french_is_complete(folder: Path) -> None:
    assert messages.missing(folder) == [], "run `make messages`, then translate the empty lines"


@pytest.mark.parametrize("folder", messages.FOLDERS, ids=lambda folder: folder.name)
def test_french_holds_nothing_that_nobody_says(folder: Path) -> None:
    said = {(found.texts[0], found.context) for found in messages.texts_of(folder)}
    kept = messages.read(messages.catalogue_of(folder))
    ids = [(each.id if isinstance(each.id, str) else each.id[0], each.context) for each in kept]
    assert [one for one in ids if one[0] and one not in said] == [], "run `make messages`"


@pytest.mark.parametrize("folder", messages.FOLDERS, ids=lambda folder: folder.name)
def test_french_names_the_same_facts(folder: Path) -> None:
    """A placeholder that is misspelt would be an error on the page."""
    wrong = [
        f"{message.id}: {error}"
        for message in messages.read(messages.catalogue_of(folder))
        for error in message.check()
    ]
    assert wrong == []


def test_the_same_words_are_the_same_everywhere() -> None:
    """Catalogues are read as one: of two translations only one would ever be shown."""
    said: dict[tuple[object, object], set[object]] = {}
    for folder in messages.FOLDERS:
        for each in messages.read(messages.catalogue_of(folder)):
            first = each.id if isinstance(each.id, str) else each.id[0]
            if first and each.string and any(each.string):
                said.setdefault((each.context, first), set()).add(str(each.string))
    twice = {words: found for words, found in said.items() if len(found) > 1}
    assert twice == {}, "say them alike, or give one a context"
