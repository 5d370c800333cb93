"""What is asked of a tariff."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tessera.domain.catalogue.models import EventDate, Level, Zone
from tessera.domain.catalogue.rules import (
    CHANNELS,
    SIGNS,
    StepFacts,
    TariffFacts,
    Window,
)
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme import tariff_words as words
from tessera.web.parts.fields import AmountField, MomentField, TranslatedField
from tessera.web.parts.forms import dressed

SPARE = 2
"""So many empty price steps are ready; more of them are asked for."""
MOST_ROWS = 40
STEP = re.compile(r"step_(\d{1,2})_")

NUMBERS = {"class": "input w-full", "inputmode": "numeric"}


class TariffForm(forms.Form):
    """Name, kind, prices and their steps, limits, sale, who sees it, dates, sign."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.KINDS.items()))
    group_size = forms.IntegerField(
        label=_("Tickets in one group"),
        required=False,
        min_value=2,
        max_value=500,
        help_text=_("For a group tariff: one click takes so many."),
    )
    vat_rate = forms.DecimalField(
        label=_("VAT rate of its own (%)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(99),
        max_digits=5,
        decimal_places=2,
        help_text=_("Empty: the rate of the shop."),
    )
    quota = forms.IntegerField(
        label=_("Quota"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_("At most so many tickets over all dates. Empty: as many as there are places."),
    )
    min_per_order = forms.IntegerField(
        label=_("Least per order"), min_value=0, max_value=1000, initial=0
    )
    max_per_order = forms.IntegerField(
        label=_("Most per order"), min_value=1, max_value=1000, initial=20
    )
    is_published = forms.ChoiceField(
        label=_("Status"),
        choices=(("yes", _("Published: on sale")), ("no", _("Draft: not sold anywhere"))),
        initial="yes",
    )
    needs_approval = forms.BooleanField(
        label=_("Orders wait for your approval"),
        required=False,
        help_text=_("Nothing is paid before you send the link to pay; the places are kept."),
    )
    by_code = forms.BooleanField(
        label=_("Only with a code"),
        required=False,
        help_text=_(
            "Buyers see it only with the code of an offer that is for this tariff, its zone or its "
            "event: press, partners, presales."
        ),
    )
    icon = forms.ChoiceField(label=_("Sign at the door"), required=False)
    serves = forms.ChoiceField(
        label=_("Dates"),
        choices=(("all", _("Every date, new ones too")), ("some", _("Only the dates ticked"))),
        initial="all",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        shop: Shop,
        dates: Sequence[EventDate],
        zones: Sequence[Zone] = (),
        levels: Sequence[Level] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shop, self.dates = shop, dates
        self.rows = _rows_for(self.initial, self.data)
        self._add_texts()
        self._add_prices()
        self._add_sale()
        fields: Any = self.fields
        signs = [(each, words.SIGNS[each]) for each in SIGNS]
        fields["icon"].choices = [("", pgettext_lazy("sign", "None")), *signs]
        fields["dates"] = forms.TypedMultipleChoiceField(
            label=_("Dates served"),
            coerce=int,
            required=False,
            choices=[(each.id, "") for each in dates],
        )
        if levels:
            self._add_members(levels)
        if zones:
            fields["zones"] = forms.TypedMultipleChoiceField(
                label=_("Zones"),
                coerce=int,
                choices=[(zone.id, pick(zone.name, speaks())) for zone in zones],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("One tariff is made in each zone ticked; each can be changed alone."),
            )
        dressed(self)

    def _add_members(self, levels: Sequence[Level]) -> None:
        fields: Any = self.fields
        fields["level_ids"] = forms.TypedMultipleChoiceField(
            label=_("Only for members"),
            coerce=int,
            required=False,
            choices=[(level.pk, pick(level.name, speaks())) for level in levels],
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Whoever is logged in as a member of a ticked level, on the day of the event. None "
                "ticked: for everybody."
            ),
        )
        fields["uses_per_member"] = forms.IntegerField(
            label=_("Most per membership"),
            required=False,
            min_value=1,
            max_value=10_000,
            help_text=_("Over all orders. Empty: without limit."),
            widget=forms.NumberInput(attrs=NUMBERS),
        )

    def _add_texts(self) -> None:
        fields: Any = self.fields
        languages = self.shop.languages
        fields["name"] = TranslatedField(label=_("Name"), languages=languages, max_length=80)
        fields["description"] = TranslatedField(
            label=_("Description"),
            languages=languages,
            required=False,
            max_length=200,
            help_text=_("A line under the name in the shop: for whom it is, what to bring."),
        )

    def _add_prices(self) -> None:
        fields: Any = self.fields
        for currency in self.shop.currencies:
            fields[f"price_{currency}"] = AmountField(
                currency=currency,
                label=gettext("Price in %(currency)s") % {"currency": currency},
                required=False,
            )
            for row in range(self.rows):
                fields[f"step_{row}_{currency}"] = AmountField(
                    currency=currency,
                    label=gettext("New price in %(currency)s") % {"currency": currency},
                    required=False,
                )
        for row in range(self.rows):
            fields[f"step_{row}_starts_at"] = MomentField(
                time_zone=self.shop.time_zone, label=_("From the moment"), required=False
            )
            fields[f"step_{row}_after_sold"] = forms.IntegerField(
                label=_("or once so many are sold"),
                required=False,
                min_value=1,
                max_value=1_000_000,
                widget=forms.NumberInput(attrs=NUMBERS),
            )

    def _add_sale(self) -> None:
        fields: Any = self.fields
        for channel in CHANNELS:
            fields[f"shown_{channel}"] = forms.BooleanField(
                label=str(words.CHANNELS[channel]), required=False, initial=True
            )
            for side, said in (("from", _("Sale from")), ("until", _("Sale until"))):
                fields[f"{channel}_{side}"] = MomentField(
                    time_zone=self.shop.time_zone, label=said, required=False
                )

    def clean(self) -> dict[str, Any]:
        """Whole rows of steps, and dates where only some are served."""
        told = super().clean() or {}
        for row in range(self.rows):
            self._clean_row(row, told)
        if told.get("serves") == "some" and not told.get("dates"):
            self.add_error("serves", _("Tick at least one date, or choose every date."))
        is_group = told.get("kind") == "group"
        if is_group and not told.get("group_size") and "group_size" not in self.errors:
            self.add_error("group_size", _("Say how many tickets a group is."))
        told["description"] = told.get("description") or {}
        return told

    def _clean_row(self, row: int, told: dict[str, Any]) -> None:
        names = [f"step_{row}_{name}" for name in ("starts_at", "after_sold")]
        triggers = [name for name in names if told.get(name) is not None]
        amounts = [told.get(f"step_{row}_{each}") for each in self.shop.currencies]
        if len(triggers) == 2:
            self.add_error(names[1], _("A step has one beginning: a moment or a number."))
        elif triggers and all(amount is None for amount in amounts):
            self.add_error(f"step_{row}_{self.shop.currencies[0]}", _("Give the new price."))
        elif not triggers and any(amount is not None for amount in amounts):
            self.add_error(names[0], _("Say from when, or once how many are sold."))

    def facts(self) -> TariffFacts:
        """What is written of the tariff."""
        told = self.cleaned_data
        return TariffFacts(
            name=told["name"],
            description=told["description"],
            kind=told["kind"],
            group_size=told["group_size"] if told["kind"] == "group" else 1,
            prices=self._amounts("price"),
            steps=self._steps(),
            vat_rate=told["vat_rate"],
            quota=told["quota"],
            min_per_order=told["min_per_order"],
            max_per_order=told["max_per_order"],
            is_published=told["is_published"] == "yes",
            needs_approval=told["needs_approval"],
            by_code=told["by_code"],
            level_ids=tuple(told.get("level_ids") or ()) or None,
            uses_per_member=told.get("uses_per_member"),
            shown_to=[each for each in CHANNELS if told[f"shown_{each}"]],
            windows={
                each: Window(told[f"{each}_from"], told[f"{each}_until"]) for each in CHANNELS
            },
            icon=told["icon"],
            date_ids=tuple(told["dates"]) if told["serves"] == "some" else None,
        )

    def _amounts(self, prefix: str) -> dict[str, int]:
        told = {each: self.cleaned_data.get(f"{prefix}_{each}") for each in self.shop.currencies}
        return {currency: amount for currency, amount in told.items() if amount is not None}

    def _steps(self) -> tuple[StepFacts, ...]:
        rows = [
            StepFacts(
                prices=self._amounts(f"step_{row}"),
                starts_at=self.cleaned_data.get(f"step_{row}_starts_at"),
                after_sold=self.cleaned_data.get(f"step_{row}_after_sold"),
            )
            for row in range(self.rows)
        ]
        return tuple(each for each in rows if each.prices)

    def step_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of steps, as the page draws them: those filled, and what is to spare."""
        rows = []
        for row in range(self.rows):
            names = [f"step_{row}_{name}" for name in ("starts_at", "after_sold")]
            prices = [self[f"step_{row}_{each}"] for each in self.shop.currencies]
            fields = [self[names[0]], self[names[1]], *prices]
            rows.append(
                {
                    "number": row + 1,
                    "starts_at": fields[0],
                    "after_sold": fields[1],
                    "prices": prices,
                    "is_filled": any(each.value() not in (None, "") for each in fields),
                }
            )
        filled = [place + 1 for place, row in enumerate(rows) if row["is_filled"]]
        shown = max(filled, default=0)
        return {"shown": rows[:shown], "spare": rows[shown:]}

    def may_have_more(self) -> bool:
        """Whether there is room for further steps."""
        return self.rows < MOST_ROWS

    def sale_rows(self) -> list[dict[str, Any]]:
        """Where it is sold, and when."""
        return [
            {
                "shown": self[f"shown_{each}"],
                "from": self[f"{each}_from"],
                "until": self[f"{each}_until"],
            }
            for each in CHANNELS
        ]

    def price_fields(self) -> list[Any]:
        """The price of each currency."""
        return [self[f"price_{each}"] for each in self.shop.currencies]


def _rows_for(initial: Mapping[str, Any], sent: Mapping[str, Any]) -> int:
    """Room for what is stored and what was sent, with some to spare; for more if that was asked."""
    stored, typed = _rows_in(initial), _rows_in(sent)
    more = SPARE if "more_steps" in sent else 0
    return min(max(stored + SPARE, typed + more), max(MOST_ROWS, stored))


def _rows_in(told: Mapping[str, Any]) -> int:
    found = (STEP.match(name) for name in told)
    return max((int(row[1]) + 1 for row in found if row), default=0)


def initial_of(facts: TariffFacts) -> dict[str, Any]:
    """What is stored of a tariff, for its form."""
    same = ("name", "description", "kind", "vat_rate", "quota", "icon", "needs_approval", "by_code")
    told: dict[str, Any] = {name: getattr(facts, name) for name in same}
    told |= {
        "group_size": facts.group_size if facts.kind == "group" else None,
        "min_per_order": facts.min_per_order,
        "max_per_order": facts.max_per_order,
        "is_published": "yes" if facts.is_published else "no",
        "serves": "all" if facts.date_ids is None else "some",
        "dates": list(facts.date_ids or ()),
        "level_ids": list(facts.level_ids or ()),
        "uses_per_member": facts.uses_per_member,
    }
    told |= {f"price_{currency}": amount for currency, amount in facts.prices.items()}
    for row, step in enumerate(facts.steps):
        told |= {f"step_{row}_{currency}": amount for currency, amount in step.prices.items()}
        told[f"step_{row}_starts_at"] = step.starts_at
        told[f"step_{row}_after_sold"] = step.after_sold
    for channel in CHANNELS:
        window = facts.windows.get(channel, Window(None, None))
        told[f"shown_{channel}"] = channel in facts.shown_to
        told[f"{channel}_from"], told[f"{channel}_until"] = window.opens, window.closes
    return told
