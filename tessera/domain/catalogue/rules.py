"""What may be sold, through which channel, when and how many: facts in, refusal out."""

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


def require_on_sale(terms: Terms, *, at: datetime) -> None:
    """Refuses what is hidden (NotOnSale), marked full (Full) or outside its window (SaleClosed)."""
    if not terms.is_shown:
        raise NotOnSale(_("“%(name)s” is not on sale.") % {"name": terms.name})
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
