"""What organisers type, as the house keeps it."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.http import QueryDict
from django.utils.http import urlencode

from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.fields import AmountField, MomentField, TranslatedField
from tessera.web.parts.forms import dressed


class Sheet(forms.Form):
    """A form with one field of each kind."""

    name = TranslatedField(languages=["fr", "en"], label="Name")
    price = AmountField(currency="CHF", label="Price", required=False)
    starts_at = MomentField(time_zone="Europe/Zurich", label="Start", required=False)


STORED = {
    "name": {"fr": "Lune"},
    "price": 4550,
    "starts_at": datetime(2026, 12, 1, 19, 30, tzinfo=UTC),
}
SHOWN = {"name_fr": "Lune", "name_en": "", "price": "45.50", "starts_at": "2026-12-01T20:30"}


def bound(told: dict[str, str], stored: dict[str, object] | None = None) -> Sheet:
    form = Sheet(QueryDict(urlencode(told)), initial=stored or STORED)
    guard(form)
    return form


def test_what_is_stored_is_shown_and_comes_back_the_same() -> None:
    html = str(Sheet(initial=STORED))
    for words in ('value="Lune"', 'value="45.50"', 'value="2026-12-01T20:30"'):
        assert words in html
    form = bound(SHOWN)
    assert form.is_valid(), form.errors
    assert {name: form.cleaned_data[name] for name in STORED} == STORED


@pytest.mark.parametrize("price", ["-1", "abc", "1.234", "1e400", "99999999999"])
def test_what_is_no_amount_is_refused(price: str) -> None:
    assert "price" in bound({**SHOWN, "price": price}).errors


def test_an_hour_that_the_clock_skips_is_refused() -> None:
    assert "starts_at" in bound({**SHOWN, "starts_at": "2026-03-29T02:30"}).errors
    assert "starts_at" not in bound({**SHOWN, "starts_at": "2026-10-25T02:30"}).errors


def test_a_name_in_one_language_is_enough_and_none_is_not() -> None:
    assert bound({**SHOWN, "name_fr": "", "name_en": "Moon"}).is_valid()
    assert "name" in bound({**SHOWN, "name_fr": " "}).errors


def test_an_input_keeps_its_look_when_something_is_wrong() -> None:
    form = dressed(bound({**SHOWN, "name_fr": " "}))
    assert str(form["name"]).count('class="input w-full is-wrong"') == 2


def _seen(stored: dict[str, object]) -> str:
    form = Sheet(initial=stored)
    guard(form)
    return str(form.fields["seen"].initial)


def test_the_second_who_edits_is_shown_the_difference_once() -> None:
    changed = {**STORED, "price": 5000}
    form = bound({**SHOWN, "price": "60", "seen": _seen(STORED)}, changed)
    assert form.is_valid()
    (clash,) = clashes(form)
    assert (clash.label, clash.theirs, clash.yours) == ("Price", "50.00", "60.00")
    again = bound({**SHOWN, "price": "60", "seen": form["seen"].value()}, changed)
    assert again.is_valid()
    assert clashes(again) == []


def test_changes_of_other_fields_are_both_kept() -> None:
    changed = {**STORED, "price": 5000}
    form = bound({**SHOWN, "name_fr": "Soleil", "seen": _seen(STORED)}, changed)
    assert form.is_valid()
    assert clashes(form) == []
    assert form.cleaned_data["name"] == {"fr": "Soleil"}
    assert form.cleaned_data["price"] == 5000
