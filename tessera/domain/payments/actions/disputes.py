"""Writing what a bank took back from the organiser after a dispute."""

from datetime import datetime

from django.db.models import Sum

from tessera.domain.payments.models import Payment, Refund

DISPUTE_LOST = "dispute_lost"
"""Why money left: nobody sent it, the buyer's bank took it."""


def take_lost(payment: Payment, *, amount: int, at: datetime) -> Refund | None:
    """Note that the money of a lost dispute has left, once; no more than is left of the payment.

    Nothing when it was noted before, or nothing is left.
    """
    reference = f"{payment.reference[:38]}-D"
    if payment.status != Payment.Status.RECEIVED:
        return None
    if payment.refunds.filter(reference=reference).exists():
        return None
    gone = payment.refunds.filter(status=Refund.Status.DONE).aggregate(sum=Sum("amount"))["sum"]
    taken = min(amount or payment.amount, payment.amount - (gone or 0))
    if taken <= 0:
        return None
    return Refund.objects.create(
        payment=payment,
        amount=taken,
        status=Refund.Status.DONE,
        reason=DISPUTE_LOST,
        reference=reference,
        created_at=at,
        done_at=at,
    )
