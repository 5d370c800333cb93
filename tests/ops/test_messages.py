"""Texts are found in code and templates alike."""

import gettext
from pathlib import Path

import pytest

from tessera.ops import messages

PAGE = """{% load i18n %}<p title="{% translate 'Hello' %}">{% blocktranslate count n=n %}
one seat{% plural %}{{ n }} seats{% endblocktranslate %}
{% translate "May" context "month" %} {{ value|default:_("none") }}
{% blocktranslate trimmed with a=b %}
  It's
  {{ a }}
{% endblocktranslate %}{# no _("comment") #}</p>"""
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Bye %(name)s") % {}
ngettext("one", "many", 3)
pgettext("verb", "book")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A door with one page and one view."""
    monkeypatch.setattr(messages, "TESSERA", tmp_path / "tessera")
    door = tmp_path / "tessera" / "door"
    door.mkdir(parents=True)
    (door / "page.html").write_text(PAGE)
    (door / "view.py").write_text(CODE)
    return door


def test_texts_are_found(folder: Path) -> None:
    found = [(each.texts, each.context) for each in messages.texts_of(folder)]
    assert found == [
        (("Hello",), None),
        (("\none seat", "%(n)s seats"), None),
        (("May",), "month"),
        (("none",), None),
        (("It's %(a)s",), None),
        (("Bye %(name)s",), None),
        (("one", "many"), None),
        (("book",), "verb"),
    ]


def test_catalogues_keep_what_was_translated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "FOLDERS", [folder])
    messages.extract_all()
    path = messages.catalogue_of(folder)
    path.write_text(
        path.read_text().replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Salut"')
    )
    messages.extract_all()
    again = path.read_text()
    assert 'msgstr "Salut"' in again
    assert not any("Hello" in line for line in messages.missing(folder))
    assert any("May" in line for line in messages.missing(folder))
    messages.extract_all()
    assert path.read_text() == again


def test_french_signs_hold_on_to_their_word(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "FOLDERS", [folder])
    messages.extract_all()
    path = messages.catalogue_of(folder)
    said = "« Salut » : qui vient ? À 19 h : https://a.example"
    path.write_text(
        path.read_text()
        .replace('msgid "Hello"\nmsgstr ""', f'msgid "Hello"\nmsgstr "{said}"')
        .replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "un !"\nmsgstr[1] "deux !"')
    )
    messages.compile_all()
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    held = compiled.gettext("Hello")
    assert held == "«\u00a0Salut\u00a0»\u00a0: qui vient\u00a0? À 19 h\u00a0: https://a.example"
    assert compiled.ngettext("one", "many", 2) == "deux\u00a0!"
