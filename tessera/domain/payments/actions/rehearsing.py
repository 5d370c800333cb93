"""Forgetting payments that were tried out."""

from collections.abc import Collection

from tessera.domain.payments.models import Notice, Payment, Refund


def forget_payments(order_ids: Collection[int]) -> None:
    """The payments of these orders with what was said of them. Of a notice its name stays, so
    that the same one does nothing when it is told again."""
    Refund.objects.filter(payment__order_id__in=order_ids).delete()
    Notice.objects.filter(payment__order_id__in=order_ids).update(payment=None, body={})
    Payment.objects.filter(order_id__in=order_ids).delete()
