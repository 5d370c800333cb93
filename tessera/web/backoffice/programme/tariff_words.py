"""Tariffs in words: what they cost when, to whom they are sold, where they stand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from tessera.domain.catalogue.rules import StepFacts, TariffFacts, Window
from tessera.lib.i18n import say_date
from tessera.lib.money import Money
from tessera.web.backoffice.page import speaks

KINDS: Mapping[str, str | Promise] = {
    "standard": gettext_lazy("Standard"),
    "group": gettext_lazy("Group"),
    "free_price": gettext_lazy("Free price"),
}

CHANNELS: Mapping[str, str | Promise] = {
    "online": pgettext_lazy("where it is sold", "Online"),
    "reseller": pgettext_lazy("where it is sold", "Resellers"),
    "counter": pgettext_lazy("where it is sold", "Counter"),
}

SIGNS: Mapping[str, str | Promise] = {
    "star": pgettext_lazy("sign", "Star"),
    "heart": pgettext_lazy("sign", "Heart"),
    "circle": pgettext_lazy("sign", "Circle"),
    "triangle": pgettext_lazy("sign", "Triangle"),
    "square": pgettext_lazy("sign", "Square"),
    "diamond": pgettext_lazy("sign", "Diamond"),
    "child": pgettext_lazy("sign", "Child"),
    "student": pgettext_lazy("sign", "Student"),
    "senior": pgettext_lazy("sign", "Senior"),
    "wheelchair": pgettext_lazy("sign", "Wheelchair"),
    "group": pgettext_lazy("sign", "Group"),
    "press": pgettext_lazy("sign", "Press"),
}


def price_sentences(facts: TariffFacts, *, time_zone: str) -> list[str]:
    """What the tariff costs from when on, a sentence for each currency; all in one where the
    price stays."""
    if not facts.steps:
        return [" · ".join(_money(amount, each) for each, amount in facts.prices.items())]
    return [
        _sentence(amount, currency, facts.steps, time_zone)
        for currency, amount in facts.prices.items()
    ]


def _sentence(base: int, currency: str, steps: Sequence[StepFacts], time_zone: str) -> str:
    parts = [_money(base, currency)]
    for step in steps:
        facts = {"price": _money(step.prices.get(currency, 0), currency)}
        if step.starts_at is not None:
            facts["day"] = say_date(step.starts_at, time_zone, speaks(), "short")
            parts.append(_("from %(day)s: %(price)s") % facts)
        else:
            sold = step.after_sold or 0
            parts.append(
                ngettext(
                    "once %(sold)d is sold: %(price)s", "once %(sold)d are sold: %(price)s", sold
                )
                % {**facts, "sold": sold}
            )
    return pgettext("between prices", "; ").join(parts)


def _money(amount: int, currency: str) -> str:
    return Money(amount, currency).format(speaks())


def kind_said(facts: TariffFacts) -> str:
    """Its kind, where it is not the plain one."""
    if facts.kind == "group":
        return _("Group of %(size)d, price per person") % {"size": facts.group_size}
    if facts.kind == "free_price":
        return _("Free price: the least that one gives")
    return ""


def limits_said(facts: TariffFacts) -> str:
    """How many an order may hold, where it is not what every tariff begins with."""
    if facts.min_per_order > 1:
        return _("%(least)d to %(most)d an order") % {
            "least": facts.min_per_order,
            "most": facts.max_per_order,
        }
    if facts.max_per_order != TariffFacts(name={}, prices={}).max_per_order:
        return _("at most %(most)d an order") % {"most": facts.max_per_order}
    return ""


def sale_said(window: Window, *, time_zone: str, at: datetime) -> str:
    """When the sale through one channel runs, where it has a beginning or an end of its own."""
    opens, closes = (
        moment and say_date(moment, time_zone, speaks(), "short")
        for moment in (window.opens, window.closes)
    )
    if window.closes is not None and window.closes <= at:
        return _("ended %(day)s") % {"day": closes}
    if opens and closes:
        return _("from %(opens)s until %(closes)s") % {"opens": opens, "closes": closes}
    if opens:
        return _("from %(day)s") % {"day": opens}
    return _("until %(day)s") % {"day": closes} if closes else ""
