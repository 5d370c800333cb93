"""Which orders the money of a bank file was meant for, by what invoices told payers to quote."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from tessera.domain.invoices.models import Invoice
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.arrivals import owed_by, shops_paid_into
from tessera.domain.payments.matching import Came, Proposal, numbers_in, propose
from tessera.domain.shops.models import Shop

Entry = TypeVar("Entry", bound=Came)


def proposals_for(
    entries: Sequence[Entry], *, shop: Shop, by: Actor
) -> list[tuple[Entry, Proposal]]:
    """Each entry with the order it probably pays, among those that the actor sees: of the shop,
    and of those that are paid to the same account."""
    shop_ids = shops_paid_into(by, shop)
    references = _orders_by(shop_ids, {each.reference for each in entries if each.reference})
    loose = [each for each in entries if each.reference not in references]
    words = {word for each in loose for word in numbers_in(f"{each.reference} {each.message}")}
    owed = owed_by(
        by,
        shop_ids,
        order_ids=set(references.values()),
        numbers=words,
        amounts={each.amount for each in loose},
    )
    return list(zip(entries, propose(entries, owed, references=references), strict=True))


def _orders_by(shop_ids: Collection[int], references: Collection[str]) -> dict[str, int]:
    found = Invoice.objects.filter(shop_id__in=shop_ids, reference__in=references)
    return dict(found.order_by("id").values_list("reference", "order_id"))
