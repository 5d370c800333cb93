"""What a way to pay is asked: its words, for whom, when, what it costs, how long it waits."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.orders.models import Channel
from tessera.domain.payments.methods import Method, is_own
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.shops.models import Shop
from tessera.web.parts.clashes import SEEN, guard
from tessera.web.parts.fields import AmountField, MomentField, TranslatedField
from tessera.web.parts.forms import dressed

CHANNELS: dict[str, tuple[str, Any]] = {
    "for_online": (Channel.ONLINE, gettext_lazy("Online, by everybody")),
    "for_reseller": (Channel.RESELLER, gettext_lazy("By resellers")),
    "for_counter": (Channel.COUNTER, gettext_lazy("At the counter")),
}
AMOUNTS: dict[str, Any] = {
    "minimum": gettext_lazy("From a total of"),
    "fee_order": gettext_lazy("File fee for an order"),
    "fee_ticket": gettext_lazy("File fee for each ticket"),
}


class MethodForm(forms.Form):
    """What every way to pay has; `part` says what applies to it."""

    is_enabled = forms.BooleanField(label=gettext_lazy("Offered"), required=False)

    def __init__(
        self, *args: Any, shop: Shop, part: type[Method], code: str, **kwargs: Any
    ) -> None:
        self.shop, self.part = shop, part
        super().__init__(*args, **kwargs)
        self._add_words(must_be_named=is_own(code) or not code)
        self._add_audience()
        if not part.only_for_nothing:
            self._add_amounts()
            self._add_times()
        if part.Settings is not None and "days" in part.Settings.base_fields:
            self.fields["reminders"] = forms.IntegerField(
                label=_("Reminders"),
                min_value=0,
                max_value=12,
                help_text=_(
                    "Each gives as many days again. After the last term the order expires."
                ),
            )

    def rows_of(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names that this way to pay has, amounts in each currency."""
        wanted = [
            each
            for name in names
            for each in (
                [f"{name}_{c}" for c in self.shop.currencies] if name in AMOUNTS else [name]
            )
        ]
        return [self[name] for name in wanted if name in self.fields]

    @property
    def audience(self) -> list[forms.BoundField]:
        """Who may choose it."""
        return self.rows_of(*CHANNELS)

    @property
    def times(self) -> list[forms.BoundField]:
        """From which total and until when."""
        return self.rows_of("minimum", "closes_hours_before", "chosen_until")

    @property
    def fees(self) -> list[forms.BoundField]:
        """What it costs."""
        return self.rows_of("fee_order", "fee_ticket")

    def facts(self) -> dict[str, Any]:
        """The columns of the way to pay."""
        told = {name: value for name, value in self.cleaned_data.items() if name != SEEN}
        for column in AMOUNTS:
            if f"{column}_{self.shop.currencies[0]}" in self.fields:
                amounts = {code: told.pop(f"{column}_{code}") for code in self.shop.currencies}
                told[column] = {code: amount for code, amount in amounts.items() if amount}
        return told

    def _add_words(self, *, must_be_named: bool) -> None:
        ours: Any = self.fields
        languages = self.shop.languages
        ours["name"] = TranslatedField(
            label=_("Its name"),
            languages=languages,
            max_length=80,
            required=must_be_named,
            help_text="" if must_be_named else _("Left empty, ours is shown."),
        )
        ours["description"] = TranslatedField(
            label=_("Description"),
            languages=languages,
            max_length=300,
            is_long=True,
            rows=2,
            required=False,
            help_text=_("Below the name, where buyers choose."),
        )
        ours["message"] = TranslatedField(
            label=_("Message at the end"),
            languages=languages,
            max_length=500,
            is_long=True,
            rows=3,
            required=False,
            help_text=_("On the page of the order, in its mails and at the end of its invoice."),
        )

    def _add_audience(self) -> None:
        for name, (channel, label) in CHANNELS.items():
            if channel in self.part.channels:
                self.fields[name] = forms.BooleanField(label=label, required=False)

    def _add_amounts(self) -> None:
        ours: Any = self.fields
        for column, label in AMOUNTS.items():
            for code in self.shop.currencies:
                ours[f"{column}_{code}"] = AmountField(
                    label=f"{label} ({code})", currency=code, required=False
                )

    def _add_times(self) -> None:
        ours: Any = self.fields
        ours["closes_hours_before"] = forms.IntegerField(
            label=_("Until so many hours before the first date"),
            min_value=0,
            max_value=24 * 365,
            required=False,
            help_text=_("Empty: as long as tickets are on sale."),
        )
        ours["chosen_until"] = MomentField(
            label=_("Cut-off"),
            time_zone=self.shop.time_zone,
            required=False,
            help_text=_("From then on nobody can choose it; what was ordered stays payable."),
        )


def method_form(data: Any, row: PaymentMethod, part: type[Method], *, shop: Shop) -> MethodForm:
    """The form of a row, which remembers what it showed."""
    form = MethodForm(data, initial=_initial(row), shop=shop, part=part, code=row.code)
    guard(form)
    return dressed(form)


def settings_form(data: Any, row: PaymentMethod, part: type[Method]) -> forms.Form | None:
    """The part's own settings, with what the row says of them; nothing when it has none."""
    if part.Settings is None:
        return None
    form = part.Settings(data, prefix="own")
    begin = {name: field.initial for name, field in form.fields.items()}
    if hasattr(form, "remember"):  # it has secrets, of which it shows only what it wants
        form.remember(row.settings)
    form.initial = begin | {name: row.settings[name] for name in begin if name in row.settings}
    guard(form)
    return dressed(form)


def settings_told(form: forms.Form | None) -> Mapping[str, Any]:
    """The column of the part's own settings."""
    if form is None:
        return {}
    if hasattr(form, "kept"):
        return {"settings": form.kept()}
    return {"settings": {name: said for name, said in form.cleaned_data.items() if name != SEEN}}


def _initial(row: PaymentMethod) -> dict[str, Any]:
    names = ("is_enabled", *CHANNELS, "name", "description", "message")
    told = {name: getattr(row, name) for name in names}
    told |= {name: getattr(row, name) for name in ("closes_hours_before", "reminders")}
    told["chosen_until"] = row.chosen_until
    for column in AMOUNTS:
        told |= {f"{column}_{code}": said for code, said in getattr(row, column).items()}
    return told
