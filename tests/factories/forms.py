"""Forms, as the builder would leave them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tessera.domain.catalogue.models import Tariff
from tessera.domain.forms import actions as forms
from tessera.domain.forms.making import FormFacts, QuestionFacts
from tessera.domain.forms.models import Form
from tessera.domain.shops.actions import bump_catalogue
from tessera.domain.shops.models import Shop
from tessera.lib import clock


def ask(code: str, kind: str = "text", *, label: str = "", **facts: Any) -> QuestionFacts:
    """A question whose label is its code, unless told; options are told by their codes."""
    options = [
        {"code": each, "label": {"en": each.capitalize(), "fr": each.capitalize()}}
        for each in facts.pop("options", ())
    ]
    words = label or code.capitalize()
    return QuestionFacts(
        kind=kind, label={"en": words, "fr": words}, code=code, options=options, **facts
    )


def make_form(
    shop: Shop,
    *questions: QuestionFacts,
    kind: str = "tariff",
    record: Mapping[str, str] | None = None,
    tariffs: Iterable[Tariff] = (),
    **facts: Any,
) -> Form:
    """A form that these tariffs ask; the shop's pages know it."""
    told = FormFacts(name=f"{kind} form", record=record or {}, **facts)
    form = forms.make_form(shop, kind, told, at=clock.now())
    for position, question in enumerate(questions):
        forms.add_question(form, replace(question), position=position)
    forms.attach(form, [tariff.product_id for tariff in tariffs])
    bump_catalogue(shop.id)
    shop.refresh_from_db(fields=["catalogue_version"])
    return form
