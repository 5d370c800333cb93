"""Quickly written fields are Django's own, to the letter."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from tessera.web.parts.widgets import QUICK, QuickRenderer

TRICKY = "\"<b>&'"
CHOICES = [("", "None"), ("a", "A & B"), ("More", [("c", "<C>"), ("d", "D")])]
WIDGETS = {
    "text": forms.TextInput(attrs={"autocomplete": "name", "required": True, "disabled": False}),
    "email": forms.EmailInput(),
    "hidden": forms.HiddenInput(),
    "number": forms.NumberInput(attrs={"min": 1}),
    "url": forms.URLInput(attrs={"data-x": TRICKY}),
    "date": forms.DateInput(),
    "checkbox": forms.CheckboxInput(),
    "textarea": forms.Textarea(attrs={"rows": 3}),
    "select": forms.Select(choices=CHOICES, attrs={"class": "select"}),
    "checkbox_option": forms.CheckboxSelectMultiple(choices=CHOICES, attrs={"class": "box"}),
    "radio_option": forms.RadioSelect(choices=CHOICES),
}


def flat(html: str) -> str:
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize("value", [None, "", "a", TRICKY, "d", 5, True])
@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_the_markup_is_the_same(name: str, value: object) -> None:
    widget = WIDGETS[name]
    quick = widget.render("field", value, attrs={"id": "id_field"}, renderer=QuickRenderer())
    slow = widget.render("field", value, attrs={"id": "id_field"}, renderer=TemplatesSetting())
    assert flat(quick) == flat(slow)


@pytest.mark.parametrize("name", ["checkbox_option", "radio_option"])
def test_a_choice_alone_is_the_same(name: str) -> None:
    """Pages draw choices one by one, with a label of their own."""

    class Asked(forms.Form):
        field = forms.ChoiceField(choices=CHOICES, widget=WIDGETS[name])

    quick, slow = (Asked({"field": "c"}, renderer=each()) for each in (QuickRenderer, Slow))
    for one, other in zip(quick["field"], slow["field"], strict=True):
        assert flat(one.tag()) == flat(other.tag())
    assert " checked" in quick["field"][2].tag()


class Slow(TemplatesSetting):
    """Django's own."""


def test_every_quick_one_is_compared() -> None:
    assert {name.rpartition("/")[2] for name in QUICK} == {f"{name}.html" for name in WIDGETS}
