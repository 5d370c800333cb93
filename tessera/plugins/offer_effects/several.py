"""Of so many tickets some are reduced: three for two, the fifth at half price."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.offers.amounts import (
    AmountsForm,
    hundredths,
    part_of,
    percent_field,
    say_amount,
    say_percent,
)
from tessera.domain.offers.effects import NOTHING_BEFORE, Effect, Past, Room, Served, Taken


class Settings(AmountsForm):
    """Of how many, how many, by how much, and which."""

    amount_label = gettext_lazy("or an amount off each of them")
    is_needed = False

    every = forms.IntegerField(
        label=gettext_lazy("Of so many tickets"),
        help_text=gettext_lazy("Three for two: of 3 tickets 1 is reduced by 100 %."),
        min_value=1,
        max_value=1000,
        initial=3,
    )
    reduced = forms.IntegerField(
        label=gettext_lazy("so many are reduced"), min_value=1, max_value=1000, initial=1
    )
    percent = percent_field(label=gettext_lazy("by so many per cent"), required=False, initial=100)
    which = forms.ChoiceField(
        label=gettext_lazy("Which ones"),
        choices=[
            ("cheapest", gettext_lazy("The cheapest first")),
            ("dearest", gettext_lazy("The dearest first")),
        ],
        initial="cheapest",
    )

    def clean(self) -> dict[str, Any]:
        """Refuses more reduced than bought, and both or neither of per cent and amount."""
        told = super().clean()
        every, reduced = told.get("every"), told.get("reduced")
        if every and reduced and reduced > every:
            self.add_error("reduced", _("No more can be reduced than are bought."))
        if bool(told.get("percent")) == bool(told.get("amounts")) and not self.errors:
            self.add_error("percent", _("Say a percentage or an amount: one of the two."))
        return told


class Several(Effect):
    """For every so many tickets some cost less: the cheapest first, or the dearest.

    What the customer bought before counts too, where the offer remembers it.
    """

    code = "several"
    name = gettext_lazy("Buy several, some reduced")
    hint = gettext_lazy("For example three for two, or the fifth ticket at half price.")
    Settings = Settings

    def serves_currency(self, currency: str) -> bool:
        """Where it takes per cent, or an amount said in it."""
        return bool(self.settings.get("percent")) or currency in self.settings.get("amounts", {})

    def says(self, currency: str, language: str) -> str:
        """ "3 for 2", or "1 in 3 −50 %"."""
        every, reduced = int(self.settings["every"]), int(self.settings["reduced"])
        if hundredths(self.settings.get("percent")) == 10_000 and every > reduced:
            return _("%(every)d for %(paid)d") % {"every": every, "paid": every - reduced}
        off = (
            say_percent(self.settings["percent"], language)
            if self.settings.get("percent")
            else say_amount(self.settings["amounts"][currency], currency, language)
        )
        return _("%(reduced)d in %(every)d %(off)s") % {
            "reduced": reduced,
            "every": every,
            "off": off,
        }

    def apply(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> Sequence[Taken]:
        """So many as all tickets, earlier ones too, give a right to, less those that had it."""
        every, reduced = int(self.settings["every"]), int(self.settings["reduced"])
        tickets = past.tickets + sum(each.tickets for each in served)
        due = max(0, tickets // every * reduced - past.profited)
        is_dearest = self.settings.get("which") == "dearest"
        taken = []
        for each in sorted(served, key=lambda one: (one.each, one.place), reverse=is_dearest):
            able = room.take(each.place, min(due, each.tickets)) if due and each.amount else 0
            if able:
                due -= able
                taken.append((each.place, able, self._off(each, able, currency)))
        return taken

    def _off(self, each: Served, tickets: int, currency: str) -> int:
        cost = each.part(tickets)
        if self.settings.get("percent"):
            return part_of(cost, hundredths=hundredths(self.settings["percent"]))
        return min(int(self.settings["amounts"][currency]) * tickets, cost)
