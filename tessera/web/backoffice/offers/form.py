"""What is asked of an offer, besides the settings of what it does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.domain.catalogue.models.plans import Level
from tessera.domain.catalogue.queries.offered import Thing, choices_in, plans_in
from tessera.domain.catalogue.rules import CHANNELS
from tessera.domain.offers.effects import EFFECTS, EffectForm
from tessera.domain.offers.terms import OfferFacts
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.audience import levels_of
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.web.backoffice.offers.things import LimitsField, Option, options_of
from tessera.web.backoffice.offers.words import AUDIENCES
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import CHANNELS as CHANNEL_WORDS
from tessera.web.parts.access import ShopRequest
from tessera.web.parts.clashes import SEEN, guard
from tessera.web.parts.fields import MomentField, TranslatedField
from tessera.web.parts.forms import dressed

MOST_TICKETS = 10_000_000
MOST_CUSTOMERS = 2000
OWN = "own"
"""What the names of the settings of an effect begin with."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen in the form of this shop."""

    options: Sequence[Option]
    levels: Sequence[Level]
    may_see_customers: bool


def offered_to(request: ShopRequest, *, keeping: Collection[Thing] = ()) -> Offered:
    """What the reader can choose among; these things, that an offer names already, in any case."""
    shop = request.shop.pk
    return Offered(
        options=options_of(choices_in(shop, keeping=keeping), plans_in(shop, keeping=keeping)),
        levels=levels_of(request.shop.organisation_id),
        may_see_customers=request.actor.may(Can.SEE_CUSTOMERS),
    )


def _count(label: Any, *, least: int = 1, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input w-full", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=MOST_TICKETS,
        widget=widget,
        help_text=help_text,
    )


class CustomersField(forms.TypedMultipleChoiceField):
    """Customers by id: those ticked. Who they are is checked by the story."""

    def valid_value(self, value: Any) -> bool:
        """Any number may be an id."""
        return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 19


class OfferForm(forms.Form):
    """Name, what it does, by whom and when it is had, how often, for what."""

    effect = forms.ChoiceField(label=_("Kind of reduction"))
    by_code = forms.ChoiceField(
        label=_("How one has it"),
        choices=(
            ("yes", _("With a code that the buyer types")),
            ("no", _("By itself, for every cart that fits")),
        ),
        initial="yes",
        widget=forms.RadioSelect,
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=(
            ("draft", _("Draft: serves nobody")),
            ("published", _("Published: serves from its beginning to its end")),
        ),
        initial="published",
    )
    is_combinable = forms.BooleanField(
        label=_("May be combined"),
        required=False,
        help_text=_(
            "Together with other offers that may be combined too. Otherwise a buyer has the one "
            "that saves most."
        ),
    )
    max_tickets = _count(
        _("Tickets in all"),
        least=0,
        help_text=_(
            "So many tickets may profit over its life, those in open carts too. Empty: no limit."
        ),
    )
    max_per_order = _count(
        _("Most per order"),
        help_text=_("A cart with more of these tickets is told that the code does not serve it."),
    )
    min_per_order = _count(
        _("Least per order"),
        least=0,
        help_text=_("Only carts with at least so many tickets, for example of a group."),
    )
    audience = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    remembers = forms.BooleanField(
        label=_("Counts what the customer bought before"),
        required=False,
        help_text=_(
            "Who has bought two and buys a third gets what three tickets give. The buyer is known "
            "by their e-mail address."
        ),
    )
    team_note = forms.CharField(
        label=_("Note for your team"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "textarea w-full"}),
    )

    def __init__(
        self, *args: Any, shop: Shop, offered: Offered, keeping: OfferFacts | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shop, self.offered = shop, offered
        fields: Any = self.fields
        fields["name"] = TranslatedField(
            label=_("Name"),
            languages=shop.languages,
            max_length=80,
            help_text=_("Buyers read it beside what they save."),
        )
        fields["effect"].choices = [(code, part.name) for code, part in EFFECTS.all().items()]
        for name, label in (("starts_at", _("From")), ("ends_at", _("Until"))):
            fields[name] = MomentField(time_zone=shop.time_zone, label=label, required=False)
        fields["channels"] = forms.MultipleChoiceField(
            label=pgettext_lazy("sold", "Where"),
            required=False,
            choices=[(each, CHANNEL_WORDS[each].text) for each in CHANNELS],
            initial=list(CHANNELS),
            widget=forms.CheckboxSelectMultiple,
        )
        fields["audience"].choices = _audiences(offered, keeping)
        fields["audience"].initial = "everybody"
        fields["customer_ids"] = CustomersField(
            label=_("Chosen customers"), coerce=int, required=False
        )
        fields["level_ids"] = forms.TypedMultipleChoiceField(
            label=_("Levels"),
            coerce=int,
            required=False,
            choices=[(each.pk, pick(each.name, speaks())) for each in offered.levels],
            widget=forms.CheckboxSelectMultiple,
        )
        fields["limits"] = LimitsField(
            label=_("What it applies to"), required=False, options=offered.options
        )
        dressed(self)

    def clean_customer_ids(self) -> list[int]:
        """In one order, so that the same customers are the same."""
        return sorted(set(self.cleaned_data["customer_ids"]))[:MOST_CUSTOMERS]

    def clean_level_ids(self) -> list[int]:
        """In one order."""
        return sorted(set(self.cleaned_data["level_ids"]))

    def clean_channels(self) -> list[str]:
        """In one order."""
        return [each for each in CHANNELS if each in self.cleaned_data["channels"]]

    def facts(self, settings: dict[str, Any]) -> OfferFacts:
        """What is written of the offer, with these settings of what it does."""
        told = self.cleaned_data
        audience, channels = told["audience"], told["channels"]
        same = ("name", "effect", "is_combinable", "starts_at", "ends_at", "max_tickets")
        more = ("max_per_order", "audience", "remembers", "team_note", "limits")
        return OfferFacts(
            **{name: told[name] for name in (*same, *more)},
            settings=settings,
            needs_code=told["by_code"] == "yes",
            is_published=told["status"] == "published",
            min_per_order=told["min_per_order"] or 0,
            channels=None if len(channels) == len(CHANNELS) else tuple(channels),
            customer_ids=tuple(told["customer_ids"]) if audience == "chosen" else (),
            level_ids=tuple(told["level_ids"]) if audience == "members" else (),
        )

    def limit_rows(self) -> list[Any]:
        """What is chosen, as the page draws it."""
        field: Any = self.fields["limits"]
        told = self["limits"].data if self.is_bound else self["limits"].initial
        return field.rows(told)

    def ticked_customers(self) -> set[int]:
        """Whom the form names, as it was sent or as it is stored."""
        told = self["customer_ids"].value() or []
        return {int(each) for each in told if str(each).isascii() and str(each).isdecimal()}


def _audiences(offered: Offered, keeping: OfferFacts | None) -> list[tuple[str, Any]]:
    """What the reader may choose: no list of customers for who sees none, no members without
    levels; but always what is chosen already."""
    chosen = keeping.audience if keeping else ""
    hidden: Collection[str] = {
        *(() if offered.may_see_customers else ("chosen",)),
        *(() if offered.levels else ("members",)),
    }
    return [
        (code, said) for code, said in AUDIENCES.items() if code not in hidden or code == chosen
    ]


def initial_of(facts: OfferFacts) -> dict[str, Any]:
    """What is stored of an offer, for its form."""
    same = ("name", "effect", "is_combinable", "starts_at", "ends_at", "max_tickets")
    more = ("max_per_order", "min_per_order", "audience", "remembers", "team_note", "limits")
    return {
        **{name: getattr(facts, name) for name in (*same, *more)},
        "by_code": "yes" if facts.needs_code else "no",
        "status": "published" if facts.is_published else "draft",
        "channels": list(CHANNELS if facts.channels is None else facts.channels),
        "customer_ids": sorted(facts.customer_ids),
        "level_ids": sorted(facts.level_ids),
    }


def settings_form(
    request: HttpRequest, effect: str, facts: OfferFacts | None, *, shop: Shop
) -> EffectForm:
    """The settings of this effect: what was sent, or what is stored of it, or empty."""
    part = EFFECTS.get(effect)
    is_stored = facts is not None and facts.effect == effect
    initial = part.Settings.initial_of(facts.settings) if facts and is_stored else {}
    is_sent = request.method == "POST" and request.POST.get("effect_shown") == effect
    form = part.Settings(
        request.POST if is_sent else None,
        prefix=OWN,
        initial=initial,
        currencies=shop.currencies,
    )
    guard(form)
    return dressed(form)


def settings_told(form: EffectForm) -> dict[str, Any]:
    """What is stored of the settings."""
    return {name: said for name, said in form.kept().items() if name != SEEN}
