"""Words and addresses answered from memory are Django's own."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from tessera.web.parts.quick import address

TWICE = "{% translate 'Close the menu' %}|{% translate 'Close the menu' as said %}{{ said }}"


def drawn(text: str, **told: object) -> str:
    return Template(text).render(Context(told))


def test_words_are_said_in_the_language_of_the_moment() -> None:
    template = Template(TWICE)
    said = []
    for language in ("en", "fr", "en", "fr"):
        with translation.override(language):
            said.append(template.render(Context()))
            assert said[-1] == "|".join([translation.gettext("Close the menu")] * 2)
    assert said[0] == said[2] != said[1] == said[3]


def test_words_of_the_moment_are_not_remembered() -> None:
    template = Template(
        "{% translate word %}|{% translate 'A<B' %}|{{ word }}|{% translate '5 %' %}"
    )
    assert template.render(Context({"word": "One & all"})) == "One &amp; all|A<B|One &amp; all|5 %"
    assert template.render(Context({"word": "Two"})) == "Two|A<B|Two|5 %"


def test_an_address_is_the_one_of_its_arguments() -> None:
    text = "{% url 'backoffice:order' slug number %}"
    for slug, number in (("theatre", "ABC"), ("other", "ABC"), ("theatre", "XYZ")):
        known = reverse("backoffice:order", args=[slug, number])
        assert drawn(text, slug=slug, number=number) == known
        assert drawn(text, slug=slug, number=number) == known
        assert address("backoffice:order", (slug, number)) == known


def test_an_address_speaks_the_language_of_the_page() -> None:
    for language in ("en", "fr", "en"):
        with translation.override(language):
            known = reverse("shop:home", kwargs={"shop": "theatre"})
            assert drawn("{% url 'shop:home' shop='theatre' %}") == known
            assert f"/{language}/" in known


def test_no_address_is_refused_or_nothing() -> None:
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'backoffice:nowhere' %}")
    assert drawn("{% url 'backoffice:nowhere' as found %}[{{ found }}]") == "[]"
