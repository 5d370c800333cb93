"""What may be sold, through which channel, when and how many: facts in, refusal out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.errors import (
    AboveMaximum,
    BelowMinimum,
    Full,
    NotOnSale,
    SaleClosed,
    StepsOutOfOrder,
)
from tessera.lib.money import Money


@dataclass(frozen=True, slots=True)
class Window:
    """When a thing is sold through one channel; None is open on that side."""

    opens: datetime | None
    closes: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Whether sale runs at the moment (the closing moment is outside)."""
        return (self.opens is None or self.opens <= at) and (
            self.closes is None or at < self.closes
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides whether one tariff of one date can be sold through one channel."""

    name: str
    is_shown: bool
    is_full: bool
    product_window: Window
    date_window: Window
    minimum: int
    maximum: int
    is_served: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """Another price (minor units) from a moment on, or once so many are sold; one of the two."""

    amount: int
    starts_at: datetime | None = None
    after_sold: int | None = None

    def has_begun(self, *, at: datetime, sold: int) -> bool:
        """Whether its moment has come, or so many are sold."""
        if self.starts_at is not None:
            return self.starts_at <= at
        return self.after_sold is not None and self.after_sold <= sold


def price_now(base: int, steps: Sequence[Step], *, at: datetime, sold: int) -> int:
    """The price of the last step on the list that has begun; the base before any has."""
    begun = [step.amount for step in steps if step.has_begun(at=at, sold=sold)]
    return begun[-1] if begun else base


def steps_ahead(steps: Sequence[Step], *, at: datetime, sold: int) -> list[Step]:
    """The steps that can still change the price: those after the last that has begun."""
    begun = [n for n, step in enumerate(steps) if step.has_begun(at=at, sold=sold)]
    return list(steps[begun[-1] + 1 :] if begun else steps)


def require_order(steps: Sequence[Step]) -> None:
    """Refuses (StepsOutOfOrder) steps that a later one of the list would overtake."""
    moments = [step.starts_at for step in steps if step.starts_at is not None]
    numbers = [step.after_sold for step in steps if step.after_sold is not None]
    if moments != sorted(set(moments)) or numbers != sorted(set(numbers)):
        raise StepsOutOfOrder(
            _("List the price steps in the order in which they begin, each once.")
        )


def require_on_sale(terms: Terms, *, at: datetime) -> None:
    """Refuses what is hidden or not sold on the date (NotOnSale), marked full (Full) or outside
    its window (SaleClosed)."""
    if not terms.is_shown:
        raise NotOnSale(_("“%(name)s” is not on sale.") % {"name": terms.name})
    if not terms.is_served:
        raise NotOnSale(
            _("“%(name)s” is not sold on that date. Choose another date or tariff.")
            % {"name": terms.name}
        )
    if terms.is_full:
        raise Full(_("“%(name)s” is full. Choose another date.") % {"name": terms.name})
    for window in (terms.product_window, terms.date_window):
        if window.opens is not None and at < window.opens:
            raise SaleClosed(
                _("The sale of “%(name)s” has not begun yet.") % {"name": terms.name},
                opens=window.opens.isoformat(),
            )
        if not window.is_open(at):
            raise SaleClosed(_("The sale of “%(name)s” has ended.") % {"name": terms.name})


def require_quantity(terms: Terms, quantity: int) -> None:
    """Refuses more than an order may hold (AboveMaximum) or fewer than it must (BelowMinimum)."""
    if quantity > terms.maximum:
        raise AboveMaximum(
            ngettext(
                "An order holds at most %(most)d of “%(name)s”; you asked for %(asked)d.",
                "An order holds at most %(most)d of “%(name)s”; you asked for %(asked)d.",
                terms.maximum,
            )
            % {"most": terms.maximum, "name": terms.name, "asked": quantity},
            most=terms.maximum,
            asked=quantity,
        )
    if quantity < terms.minimum:
        raise BelowMinimum(
            _("“%(name)s” is sold from %(least)d an order; you asked for %(asked)d.")
            % {"least": terms.minimum, "name": terms.name, "asked": quantity},
            least=terms.minimum,
            asked=quantity,
        )


def require_price(asked: int | None, *, least: Money, language: str) -> int:
    """The free price a buyer named, or the least; refuses less than that (BelowMinimum)."""
    if asked is None:
        return least.amount
    if asked < least.amount:
        raise BelowMinimum(
            _("The least you can give is %(least)s.") % {"least": least.format(language)},
            least=least.amount,
            asked=asked,
        )
    if asked > 100_000_00:
        raise AboveMaximum(_("This is more than can be given here."), asked=asked)
    return asked


def vat_rate(own: Decimal | None, shop: Decimal) -> Decimal:
    """The product's own rate, or the shop's."""
    return shop if own is None else own
