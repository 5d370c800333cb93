"""What may be sold, through which channel, when and how many: facts in, refusal out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.errors import (
    AboveMaximum,
    BadTariff,
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


CHANNELS = ("online", "reseller", "counter")

SIGNS = (
    "star",
    "heart",
    "circle",
    "triangle",
    "square",
    "diamond",
    "child",
    "student",
    "senior",
    "wheelchair",
    "group",
    "press",
)
"""What the door may show beside a ticket, so that a steward sees its tariff from afar."""

UNCOUNTED = 2_000_000_000
"""What the count of a product without a quota can hold: never short."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A price step as an organiser says it: minor units per currency, and one trigger."""

    prices: Mapping[str, int]
    starts_at: datetime | None = None
    after_sold: int | None = None


@dataclass(frozen=True, slots=True)
class TariffFacts:
    """A tariff as an organiser says it. `windows` and `shown_to` are by channel.

    With `level_ids` it is for members of these levels, `uses_per_member` times a membership.
    """

    name: Mapping[str, str]
    prices: Mapping[str, int]
    kind: str = "standard"
    group_size: int = 1
    description: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[StepFacts, ...] = ()
    vat_rate: Decimal | None = None
    quota: int | None = None
    min_per_order: int = 0
    max_per_order: int = 20
    is_published: bool = True
    needs_approval: bool = False
    by_code: bool = False
    level_ids: tuple[int, ...] | None = None
    uses_per_member: int | None = None
    shown_to: Collection[str] = CHANNELS
    windows: Mapping[str, Window] = field(default_factory=dict)
    icon: str = ""
    date_ids: tuple[int, ...] | None = None

    @property
    def count(self) -> int | None:
        """What its count must hold; None when nobody needs to count it."""
        if self.quota is not None:
            return self.quota
        return UNCOUNTED if any(step.after_sold is not None for step in self.steps) else None


def require_tariff(facts: TariffFacts, *, currencies: Sequence[str]) -> None:
    """Refuses (BadTariff, `field`) a tariff that could not be sold as it is said."""
    _require_prices(facts, currencies)
    _require_limits(facts)
    if facts.icon and facts.icon not in SIGNS:
        raise BadTariff(_("There is no such sign. Choose one of the list."), field="icon")
    for channel, window in facts.windows.items():
        if window.opens and window.closes and window.opens >= window.closes:
            raise BadTariff(
                _("A sale must end after it begins. Change one of the two moments."),
                field=f"{channel}_until",
            )
    require_order([Step(0, each.starts_at, each.after_sold) for each in facts.steps])


def _require_prices(facts: TariffFacts, currencies: Sequence[str]) -> None:
    if not facts.prices or not set(facts.prices) <= set(currencies):
        raise BadTariff(
            _("Give a price in at least one currency of the shop; 0 means free."), field="prices"
        )
    every = [facts.prices, *(step.prices for step in facts.steps)]
    if facts.kind == "free_price" and any(min(each.values(), default=0) <= 0 for each in every):
        raise BadTariff(
            _("Of a free price say the least that one may give, more than 0."), field="prices"
        )
    for step in facts.steps:
        if set(step.prices) != set(facts.prices):
            raise BadTariff(
                _("Give each price step a price in every currency in which the tariff is sold."),
                field="steps",
            )


def _require_limits(facts: TariffFacts) -> None:
    is_group = facts.kind == "group"
    if is_group != (facts.group_size > 1):
        raise BadTariff(_("A group tariff holds two tickets or more."), field="group_size")
    if not 1 <= facts.max_per_order <= 1000 or facts.min_per_order > facts.max_per_order:
        raise BadTariff(
            _("The most an order may hold cannot be less than the least."), field="max_per_order"
        )
    if facts.quota is not None and not 0 <= facts.quota < UNCOUNTED:
        raise BadTariff(_("A quota is a number from 0 up."), field="quota")


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
