"""What is asked of a plan, in two steps when it is made, on one page when it is edited."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.catalogue.planning import FROZEN, PlanFacts
from tessera.domain.shops.models import Shop
from tessera.web.backoffice.members.words import UNITS
from tessera.web.backoffice.members.yearly import YearlyField
from tessera.web.parts.fields import AmountField, MomentField, TranslatedField
from tessera.web.parts.forms import dressed

NEW = "new"
FIRST = ("level", "unit", "count", "season_starts", "season_rollover", "needs_approval", "seats")
"""What the first step asks."""


class StepOne(forms.Form):
    """What is granted, for how long, and whether one asks first."""

    level = forms.ChoiceField(label=gettext_lazy("Level that one gets"))
    unit = forms.ChoiceField(
        label=gettext_lazy("Duration"), choices=list(UNITS.items()), initial="years"
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=1000, initial=1, required=False
    )
    season_starts = YearlyField(
        label=gettext_lazy("Season begins on"),
        help_text=gettext_lazy("For a season only, for example: 1 September."),
    )
    season_rollover = YearlyField(
        label=gettext_lazy("From when on the next season is included"),
        help_text=gettext_lazy("Who joins late gets the next season too, for example: 1 June."),
    )
    needs_approval = forms.ChoiceField(
        label=gettext_lazy("Registration"),
        choices=[
            ("no", gettext_lazy("Immediate: who has paid is a member")),
            ("yes", gettext_lazy("Validated: you approve first, then they get the link to pay")),
        ],
        initial="no",
        widget=forms.RadioSelect,
    )
    seats = forms.IntegerField(
        label=gettext_lazy("For how many people"),
        min_value=1,
        max_value=500,
        initial=1,
        help_text=gettext_lazy("A family or a company: one pays, several are members."),
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        named = [(str(key), name) for key, name in levels]
        level.choices = [*named, (NEW, _("A new level…"))]
        self.fields["level_name"] = forms.CharField(
            label=_("Name of the new level"), max_length=80, required=False
        )
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """A new level needs a name, a season its first day."""
        told = super().clean() or self.cleaned_data
        if told.get("level") == NEW and not str(told.get("level_name") or "").strip():
            self.add_error("level_name", _("Give the level a name."))
        if told.get("unit") == "season" and not told.get("season_starts"):
            self.add_error("season_starts", _("Say on which day the season begins."))
        return told

    def settled(self, level_id: int) -> dict[str, Any]:
        """The answers, as the second step has them in its address."""
        told = self.cleaned_data
        is_season = told["unit"] == "season"
        return {
            "level": level_id,
            "unit": told["unit"],
            "count": told["count"] or 1,
            "season_starts": told["season_starts"] if is_season else "",
            "season_rollover": told["season_rollover"] if is_season else "",
            "needs_approval": told["needs_approval"],
            "seats": told["seats"],
        }


class StepTwo(forms.Form):
    """Name, words, picture, price and when it can be had."""

    renews_itself = forms.BooleanField(
        label=gettext_lazy("Offer that it renews itself"),
        required=False,
        help_text=gettext_lazy(
            "Members may agree that each renewal is charged to their card; they are told before "
            "each debit, and can stop it at any time."
        ),
    )
    vat_rate = forms.DecimalField(
        label=gettext_lazy("VAT (%)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(99),
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("Empty: the rate of the shop."),
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "class": "file-input w-full"}
        ),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 12 MB."),
    )

    def __init__(self, *args: Any, shop: Shop, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        languages = shop.languages
        fields["name"] = TranslatedField(
            label=gettext_lazy("Name"), languages=languages, max_length=120
        )
        fields["subtitle"] = TranslatedField(
            label=gettext_lazy("Subtitle"), languages=languages, required=False, max_length=200
        )
        fields["description"] = TranslatedField(
            label=gettext_lazy("Description"),
            languages=languages,
            required=False,
            is_long=True,
            rows=5,
            max_length=10_000,
            help_text=gettext_lazy("**bold**, *italic*, - lists, [words](https://link)."),
        )
        fields["net_price"] = AmountField(
            currency=currency, label=_("Price without VAT, in %(code)s") % {"code": currency}
        )
        for name, label in (("opens_at", _("Can be had from")), ("closes_at", _("until"))):
            fields[name] = MomentField(time_zone=shop.time_zone, label=label, required=False)
        dressed(self)

    def said(self) -> dict[str, Any]:
        """What the step says of the plan."""
        told = self.cleaned_data
        same = ("name", "net_price", "vat_rate", "opens_at", "closes_at", "renews_itself")
        return {
            **{name: told[name] for name in same},
            "subtitle": told["subtitle"] or {},
            "description": told["description"] or {},
            "picture": told["picture"].read() if told["picture"] else None,
        }


class PlanForm(StepTwo):
    """Everything of a plan; what is frozen is shown, and cannot be changed."""

    def __init__(
        self,
        *args: Any,
        levels: Sequence[tuple[int, str]],
        is_frozen: bool,
        **kwargs: Any,
    ) -> None:
        self.is_frozen = is_frozen
        super().__init__(*args, **kwargs)
        first = StepOne(levels=levels)
        for name in FIRST:
            self.fields[name] = first.fields[name]
        level: Any = self.fields["level"]
        level.choices = [each for each in level.choices if each[0] != NEW]
        if is_frozen:
            for name in self.fields:
                if name.replace("level", "level_id") in FROZEN:
                    self.fields[name].disabled = True
        if self.is_bound:
            self.full_clean()  # what was read before knew the second step only
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """Days of a season are kept for seasons only."""
        told = super().clean() or self.cleaned_data
        if told.get("unit") != "season":
            told["season_starts"] = told["season_rollover"] = ""
        return told

    def facts(self, before: PlanFacts) -> PlanFacts:
        """What is written; of what is frozen, what stands there."""
        told = self.cleaned_data
        facts = replace(
            before,
            **self.said(),
            level_id=int(told["level"]),
            needs_approval=told["needs_approval"] == "yes",
            count=told["count"] or 1,
            **{name: told[name] for name in ("unit", "season_starts", "season_rollover", "seats")},
        )
        if self.is_frozen:
            return replace(facts, **{name: getattr(before, name) for name in FROZEN})
        return facts


def initial_of(facts: PlanFacts) -> dict[str, Any]:
    """What is stored of a plan, for its form."""
    same = ("name", "subtitle", "description", "net_price", "vat_rate", "opens_at", "closes_at")
    more = ("unit", "count", "season_starts", "season_rollover", "seats", "renews_itself")
    return {
        **{name: getattr(facts, name) for name in (*same, *more)},
        "level": str(facts.level_id),
        "needs_approval": "yes" if facts.needs_approval else "no",
    }
