"""Money in integer minor units, never in floats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision


@lru_cache(maxsize=64)
def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): 2 for CHF, 0 for JPY."""
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (centimes) of one currency; other currencies are refused."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} is not {self.currency}")
        return other.amount

    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    def plain(self) -> str:
        """For machines: "12.50"."""
        return f"{self.decimal():f}"

    def format(self, language: str) -> str:
        """For people, in their language; less than nothing reads "−CHF 12.00"."""
        return _formatted(self.amount, self.currency, language)

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """Read what a person typed ("12.50", "12,5"); refuses what is no amount (ValueError)."""
        cleaned = text.strip().replace("'", "").replace("’", "").replace(" ", "").replace(",", ".")
        try:
            value = Decimal(cleaned).scaleb(exponent(currency))
        except InvalidOperation as wrong:
            raise ValueError(f"{text!r} is no amount") from wrong
        if not value.is_finite() or value != value.to_integral_value() or abs(value) >= 10**12:
            raise ValueError(f"{text!r} is no amount in {currency}")
        return cls(int(value), currency)


@lru_cache(maxsize=4096)
def _formatted(amount: int, currency: str, language: str) -> str:
    value = Decimal(abs(amount)).scaleb(-exponent(currency))
    said = format_currency(value, currency, locale=LOCALES.get(language, language))
    # The locales of Switzerland write "CHF-12.00", which reads like a range.
    return f"\u2212{said}" if amount < 0 else said


LOCALES = {"fr": "fr_CH", "de": "de_CH", "it": "it_CH", "en": "en_CH"}


def total(parts: Iterable[Money], currency: str) -> Money:
    """The sum of the parts; nothing is zero of `currency`."""
    result = Money(0, currency)
    for part in parts:
        result = result + part
    return result


def share(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts sum to it (largest remainder).

    Refuses weights that sum to zero or less (ValueError) unless the amount is zero.
    """
    whole = sum(weights)
    if amount == 0:
        return [0] * len(weights)
    if whole <= 0:
        raise ValueError("nothing to share over")
    sign, rest = (1, amount) if amount > 0 else (-1, -amount)
    wanted = [rest * weight for weight in weights]
    parts = [each // whole for each in wanted]
    if missing := rest - sum(parts):
        left = [each % whole for each in wanted]
        # Sorting is stable, in reverse too: of equal remainders the first one gets it.
        for index in sorted(range(len(left)), key=left.__getitem__, reverse=True)[:missing]:
            parts[index] += 1
    return parts if sign > 0 else [-part for part in parts]


def included_vat(gross: int, rate: Decimal) -> int:
    """The tax inside a gross amount at `rate` per cent, rounded half up (minor units)."""
    tax = Decimal(gross) * rate / (100 + rate)
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_UP))
