"""Taking what providers told of a payer out of payments; amounts and references stay."""

from collections.abc import Collection

from tessera.domain.payments.models import Notice, Payment, Refund
from tessera.lib.forgetting import scrubbed


def forget_payers(order_ids: Collection[int], *, words: Collection[str]) -> None:
    """What was saved beside the amounts goes: cards' last digits, names on them, notices."""
    found = Payment.objects.filter(order_id__in=order_ids)
    Notice.objects.filter(payment__in=found).update(body={})
    for refund in Refund.objects.filter(payment__in=found):
        refund.error_message, refund.reason = "", scrubbed(refund.reason, words)
        refund.save(update_fields=["error_message", "reason"])
    found.update(data={}, error_message="")
