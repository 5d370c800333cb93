"""Taking what providers told of a payer out of payments; amounts and references stay."""

from collections.abc import Collection

from django.db.models import Q

from tessera.domain.payments.models import BankEntry, Notice, Payment, Refund
from tessera.lib.forgetting import scrubbed


def forget_payers(order_ids: Collection[int], *, words: Collection[str]) -> None:
    """What was saved beside the amounts goes: cards' last digits, names on them, notices,
    and who the bank says has paid."""
    found = Payment.objects.filter(order_id__in=order_ids)
    Notice.objects.filter(payment__in=found).update(body={})
    for refund in Refund.objects.filter(payment__in=found):
        refund.error_message, refund.reason = "", scrubbed(refund.reason, words)
        refund.save(update_fields=["error_message", "reason"])
    paid = Q(order_id__in=order_ids) | Q(payment__order_id__in=order_ids)
    entries = BankEntry.objects.filter(paid).values_list("id", flat=True)
    BankEntry.objects.filter(id__in=list(entries)).update(debtor="", message="")
    found.update(data={}, error_message="")
