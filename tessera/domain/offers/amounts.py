"""Amounts that an organiser says in each currency of the shop, and shares of a hundred."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tessera.domain.offers.effects import EffectForm
from tessera.lib.money import Money


class AmountsForm(EffectForm):
    """One amount for each currency of the shop; at least one is said."""

    amount_label: str | Promise = ""
    is_needed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for currency in self.currencies:
            self.fields[f"amount_{currency}"] = forms.CharField(
                label=f"{self.amount_label} ({currency})",
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuses what is no amount, and no amount at all."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["amounts"] = {}
        for currency in self.currencies:
            text = told.get(f"amount_{currency}") or ""
            if not text.strip():
                continue
            try:
                amount = Money.parse(text, currency).amount
            except ValueError:
                self.add_error(f"amount_{currency}", _("Enter an amount, such as 12.50."))
                continue
            if amount <= 0:
                self.add_error(f"amount_{currency}", _("Enter an amount above 0."))
            told["amounts"][currency] = amount
        if self.is_needed and not told["amounts"] and not self.errors:
            self.add_error(
                f"amount_{self.currencies[0]}", _("Enter an amount in at least one currency.")
            )
        return told

    def kept(self) -> dict[str, Any]:
        """The amounts by currency, in minor units, beside what else is asked."""
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in self.cleaned_data.items()
            if not name.startswith("amount_")
        }

    @classmethod
    def initial_of(cls, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Each amount as it is typed."""
        told = {name: value for name, value in settings.items() if name != "amounts"}
        for currency, amount in (settings.get("amounts") or {}).items():
            told[f"amount_{currency}"] = Money(amount, currency).plain()
        return told


def percent_field(**kwargs: Any) -> forms.DecimalField:
    """From 0 to 100 per cent, two decimals."""
    return forms.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        **kwargs,
    )


def hundredths(percent: Any) -> int:
    """ "12.5" per cent as 1250 hundredths of one."""
    return int((Decimal(str(percent or 0)) * 100).to_integral_value(ROUND_HALF_UP))


def part_of(amount: int, *, hundredths: int) -> int:
    """So many hundredths of a per cent of an amount, rounded half up."""
    return (amount * hundredths + 5_000) // 10_000


def say_percent(percent: Any, language: str) -> str:
    """ "−10 %", "−12,5 %"."""
    text = f"{Decimal(str(percent or 0)):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"\u2212{text.replace('.', ',') if language == 'fr' else text}\u00a0%"


def say_amount(amount: int, currency: str, language: str) -> str:
    """ "−CHF 5.00"."""
    return f"\u2212{Money(amount, currency).format(language)}"
