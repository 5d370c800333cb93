"""Reading ways to pay and payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import MembershipTerms, Product
from tessera.domain.catalogue.queries.plans import membership_terms
from tessera.domain.orders.models import Channel, Order, OrderLine, Status
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.errors import MethodNotOffered
from tessera.domain.payments.methods import (
    METHODS,
    OWN_CODES,
    Method,
    Named,
    PaymentFacts,
    part_behind,
    part_named,
)
from tessera.domain.payments.models import Payment, PaymentMethod, Refund
from tessera.domain.payments.rules import Offering, ToPay, fee, is_offered, left_to_give
from tessera.domain.payments.testing import trial_rows
from tessera.lib.i18n import pick, speaking
from tessera.lib.money import Money
from tessera.lib.ready import Ready

ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)
"""Costs nothing any more."""

FREE = "free"
"""What costs nothing is paid so, even where nobody has set it up."""

_rows = Ready[PaymentMethod](
    lambda shop: PaymentMethod.objects.filter(shop_id=shop).order_by("position", "id"), int
)
_row = Ready[PaymentMethod](
    lambda shop, code: PaymentMethod.objects.filter(shop_id=shop, code=code), int, str
)


_locked = Ready[Payment](
    lambda payment: Payment.objects.select_for_update().filter(id=payment), int
)
_by_reference = Ready[tuple[int, int]](
    lambda method, reference: Payment.objects.filter(
        method=method, reference=reference
    ).values_list("id", "order_id"),
    str,
    str,
)
_by_provider = Ready[tuple[int, int]](
    lambda method, provider_id: Payment.objects.filter(
        method=method, provider_id=provider_id
    ).values_list("id", "order_id"),
    str,
    str,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to pay as a buyer sees it; `fee` is what it adds to the order."""

    code: str
    title: str
    description: str
    fee: Money
    needs_address: bool


def part_of(row: PaymentMethod) -> Method:
    """The part that does what this row says, with the row's settings."""
    return part_behind(row.code)(row.settings)


def title_of(row: PaymentMethod, language: str) -> str:
    """What buyers call it: the shop's own name for it, or the part's."""
    with speaking(language):
        return pick(row.name, language) or str(part_behind(row.code).name)


def methods_for(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> list[PaymentMethod]:
    """The ways in which an order with these lines can be paid now, in the shop's order."""
    what = ToPay(
        channel=order.channel,
        total=sum(line.amount for line in lines),
        currency=order.currency,
        first_date=min((line.date.starts_at for line in lines if line.date), default=None),
    )
    rows = _rows(order.shop_id)
    if not any(row.code == FREE for row in rows):
        rows.append(PaymentMethod(shop_id=order.shop_id, code=FREE))
    if any(line.product.kind == Product.Kind.PLAN for line in lines):
        rows = _for_members(rows, membership_terms(order.shop_id))
    found = [row for row in rows if _is_usable(row)]
    found = [row for row in found if is_offered(_offering(row, what), what, at=at)]
    return found + trial_rows(order, total=what.total)


def method_for(
    order: Order, lines: Sequence[OrderLine], *, code: str, at: datetime
) -> PaymentMethod:
    """The way of this code; refuses (MethodNotOffered) what is not offered for the order now."""
    for row in methods_for(order, lines, at=at):
        if row.code == code:
            return row
    raise MethodNotOffered(_("Please choose how to pay."), method=code)


def choices_for(
    order: Order, lines: Sequence[OrderLine], *, language: str, at: datetime
) -> list[Choice]:
    """The ways to pay an order, in words and with their fees."""
    tickets = sum(line.tickets for line in lines)
    return [
        Choice(
            code=row.code,
            title=title_of(row, language),
            description=pick(row.description, language) or str(part_behind(row.code).description),
            fee=Money(fee(row, currency=order.currency, tickets=tickets), order.currency),
            needs_address=part_behind(row.code).needs_address,
        )
        for row in methods_for(order, lines, at=at)
    ]


def method_row(shop_id: int, code: str) -> PaymentMethod:
    """The shop's row of a way to pay, or one with its defaults."""
    return _row.first(shop_id, code) or PaymentMethod(shop_id=shop_id, code=code)


def order_of_payment(payment_id: int) -> int:
    """Which order a payment is of, by id: it is locked before the payment."""
    return Payment.objects.values_list("order_id", flat=True).get(id=payment_id)


def payments_of(order_id: int) -> list[Payment]:
    """Every attempt to pay the order, newest first."""
    found = Payment.objects.filter(order_id=order_id).select_related("validated_by")
    return list(found.order_by("-id"))


def refunds_of(order_id: int) -> list[Refund]:
    """Money of an order that went back, or should, newest first."""
    found = Refund.objects.filter(payment__order_id=order_id)
    return list(found.select_related("payment", "done_by").order_by("-id"))


def find_refund(refund_id: int) -> Refund | None:
    """The refund with its payment, order and shop, unlocked, or nothing."""
    return Refund.objects.select_related("payment__order__shop").filter(id=refund_id).first()


def lock_refund(refund_id: int) -> Refund:
    """The refund, locked; lock its order and its payment first."""
    return Refund.objects.select_for_update().get(id=refund_id)


def refunds_to_send(*, at: datetime, most: int = 100) -> list[int]:
    """The refunds (ids) that a provider is to be asked about now, oldest first."""
    return list(_due_refunds(at).order_by("id").values_list("id", flat=True)[:most])


def take_refund(refund_id: int, *, at: datetime) -> Refund | None:
    """The refund with its payment, order and shop, locked; nothing if another is at it."""
    found = _due_refunds(at).filter(id=refund_id).select_related("payment__order__shop")
    return found.select_for_update(of=("self",), skip_locked=True).first()


def refunds_waiting(actor: Actor, shop_id: int) -> list[Refund]:
    """Money of the actor's orders in the shop that has not left yet, oldest first."""
    orders = orders_visible_to(actor, shop_id).order_by()
    found = Refund.objects.filter(payment__order__in=orders).exclude(status=Refund.Status.DONE)
    return list(found.select_related("payment__order").order_by("id"))


def is_by_hand(refund: Refund) -> bool:
    """Whether somebody, and not the provider of the payment, has to send the money."""
    if refund.status == Refund.Status.FAILED:
        return True
    return refund.status == Refund.Status.WISHED and refund.payment.method not in _giving_back()


def can_go_back(payment: Payment) -> int:
    """How much of a payment (with its order) may still be given back, in minor units.

    Never more than was received; an order that waits for its money keeps what came of it.
    """
    order = payment.order
    if payment.status != Payment.Status.RECEIVED:
        return 0
    owed = 0 if order.is_paid or order.status in ENDED else order.total
    return min(
        left_to_give(received=order.received, owed=owed, given=going_back(order.id)),
        left_to_give(received=payment.amount, owed=0, given=_sum(payment.refunds.all())),
    )


def going_back(order_id: int) -> int:
    """How much of an order is to go back and has not left yet, in minor units."""
    waiting = Refund.objects.filter(payment__order_id=order_id).exclude(status=Refund.Status.DONE)
    return _sum(waiting)


def find_payment(payment_id: int) -> Payment | None:
    """The payment with its order and shop, unlocked, or nothing."""
    return Payment.objects.select_related("order__shop").filter(id=payment_id).first()


def payment_named(method: str, named: Named) -> Payment | None:
    """The payment (with its order) that is named by our reference or the provider's, unlocked."""
    found = Payment.objects.select_related("order").filter(method=method)
    if named.reference:
        return found.filter(reference=named.reference).first()
    return found.filter(provider_id=named.provider_id).first() if named.provider_id else None


def ids_named(method: str, named: Named) -> tuple[int, int] | None:
    """The same, as ids of the payment and its order: what a notice is counted by."""
    if named.reference:
        return _by_reference.first(method, named.reference)
    return _by_provider.first(method, named.provider_id) if named.provider_id else None


def lock_payment(payment_id: int) -> Payment:
    """The payment, locked; lock its order first. Refuses (DoesNotExist) none."""
    found = _locked.first(payment_id)
    if found is None:
        raise Payment.DoesNotExist(f"There is no payment {payment_id}.")
    return found


def payment_to_continue(order: Order) -> Payment | None:
    """The attempt that is under way, for what the order costs now; locked."""
    found = Payment.objects.select_for_update().filter(
        order=order,
        method=order.method,
        status__in=[Payment.Status.OPEN, Payment.Status.PROCESSING],
        amount=order.balance,
        currency=order.currency,
    )
    return found.order_by("-id").first()


def payments_under_way(order_id: int) -> list[Payment]:
    """The attempts (with order and shop) that a provider knows and that may still be paid."""
    found = Payment.objects.filter(
        ~Q(provider_id=""),
        order_id=order_id,
        status__in=[Payment.Status.OPEN, Payment.Status.PROCESSING],
    )
    return list(found.select_related("order__shop").order_by("id"))


def payments_to_poll(*, at: datetime, most: int = 100) -> list[Payment]:
    """Payments with a provider that nobody has told us about for a minute, oldest first."""
    found = Payment.objects.filter(
        ~Q(provider_id=""),
        status__in=[Payment.Status.OPEN, Payment.Status.PROCESSING],
        created_at__range=(at - LONG_AGO, at - timedelta(minutes=1)),
    )
    return list(found.select_related("order__shop").order_by("created_at", "id")[:most])


LONG_AGO = timedelta(days=3)
"""A provider that has said nothing for so long is not asked any more."""


def facts_of(
    payment: Payment, *, return_url: str, notice_url: str, agreed: str = ""
) -> PaymentFacts:
    """The payment (with order and shop) as its method needs to know it."""
    order = payment.order
    return PaymentFacts(
        reference=payment.reference,
        amount=payment.amount,
        currency=payment.currency,
        description=f"{pick(order.shop.name, order.language)} {order.number}",
        email=order.email,
        return_url=return_url,
        notice_url=notice_url,
        language=order.language,
        provider_id=payment.provider_id,
        data=payment.data,
        agreed=agreed,
    )


def method_codes_of(shop_id: int) -> list[str]:
    """The ways to pay that the shop has or had, in its order."""
    return [method.code for method in _rows(shop_id)]


def own_method_names(*shop_ids: int) -> dict[str, dict[str, str]]:
    """What the shops' own ways to pay are called, in each language, by code."""
    found = PaymentMethod.objects.filter(shop_id__in=shop_ids, code__startswith=OWN_CODES)
    return dict(found.order_by("position", "id").values_list("code", "name"))


def named_methods(shop_id: int, language: str) -> dict[str, str]:
    """What every way to pay is called in the shop: ours and its own, by code."""
    ours = {code: str(part.name) for code, part in METHODS.all().items()}
    own = own_method_names(shop_id)
    return ours | {code: pick(name, language) for code, name in own.items()}


def last_failure(order_id: int) -> Payment | None:
    """Why the last attempt that was answered did not work; nothing once money is here."""
    answered = Payment.objects.filter(
        order_id=order_id, status__in=[Payment.Status.FAILED, Payment.Status.RECEIVED]
    )
    last = answered.order_by("-id").first()
    return last if last is not None and last.status == Payment.Status.FAILED else None


def method_of(payment: Payment) -> Method:
    """The part that a payment (with its order) was made by, with the settings of its shop."""
    part = part_behind(payment.method)
    if part.Settings is None:
        return part()
    return part_of(method_row(payment.order.shop_id, payment.method))


def ready_for_members(shop_id: int) -> frozenset[str]:
    """Of "online" and "invoice" those by which members could really pay now: offered online, and
    their provider set up."""
    usable = [row for row in _rows(shop_id) if row.for_online and _is_usable(row)]
    parts = [part_behind(row.code) for row in usable]
    online = any(not part.waits and not part.only_for_nothing for part in parts)
    invoice = any(part.waits and part.is_billed for part in parts)
    return frozenset({"online"} if online else ()) | ({"invoice"} if invoice else set())


def keeps_accounts(shop_id: int) -> bool:
    """Whether buyers online can pay in a way that can be charged again later."""
    usable = [row for row in _rows(shop_id) if row.for_online and _is_usable(row)]
    return any(part_behind(row.code).keeps for row in usable)


def _for_members(
    rows: Sequence[PaymentMethod], terms: MembershipTerms | None
) -> list[PaymentMethod]:
    """The ways that the shop lets members pay by: online, on invoice, or both."""
    if terms is None:
        return []
    return [
        row
        for row in rows
        if (part := part_named(row.code)) is not None
        and (part.only_for_nothing or (terms.pays_by_invoice if part.waits else terms.pays_online))
        and (part.is_billed or not part.waits)
    ]


def _due_refunds(at: datetime) -> QuerySet[Refund]:
    return Refund.objects.filter(
        Q(next_at=None) | Q(next_at__lte=at),
        status__in=[Refund.Status.WISHED, Refund.Status.SENT],
        payment__method__in=_giving_back(),
    )


def _giving_back() -> list[str]:
    return [code for code, part in METHODS.all().items() if part.gives_back]


def _sum(refunds: QuerySet[Refund]) -> int:
    return refunds.aggregate(sum=Sum("amount"))["sum"] or 0


def _is_usable(row: PaymentMethod) -> bool:
    part = part_named(row.code)
    if not row.is_enabled or part is None or part.only_for_tests:
        return False
    return part_of(row).is_ready()


def _offering(row: PaymentMethod, what: ToPay) -> Offering:
    part = part_behind(row.code)
    open_to = {
        Channel.ONLINE: row.for_online,
        Channel.RESELLER: row.for_reseller,
        Channel.COUNTER: row.for_counter,
    }
    return Offering(
        channels=frozenset(each for each in part.channels if open_to[Channel(each)]),
        currencies=part.currencies,
        only_for_nothing=part.only_for_nothing,
        minimum=int(row.minimum.get(what.currency, 0)),
        closes_hours_before=row.closes_hours_before,
        chosen_until=row.chosen_until,
    )
