"""The order is cancelled: its tickets open no door any more."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places, what_for


class OrderCancelled(Mail):
    """To the buyer."""

    code = "order_cancelled"
    name = gettext_lazy("Order cancelled")
    when = gettext_lazy("When somebody of the team cancels an order")
    needed = gettext_lazy("Buyers must know that their tickets are no longer valid.")
    on = "order.cancelled"
    attachments = ("credit_note",)

    def facts(self, occasion: Occasion) -> Letter:
        """That the tickets are void, and whom to ask about money that was paid."""
        order = occasion.order
        paragraphs = [_("Your order is cancelled. Its tickets are no longer valid.")]
        if not has_places(order):
            paragraphs = [_("Your order is cancelled.")]
        if order.received > 0:
            paragraphs.append(_("About the amount you paid, please write to us."))
        else:
            paragraphs.append(_("You owe nothing."))
        return Letter(
            subject=_("Your order %(number)s is cancelled: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=pgettext("order", "Cancelled"),
            tone="bad",
            headline=_("Your order is cancelled"),
            paragraphs=tuple(paragraphs),
            button=Button(_("Open my order"), occasion.order_url),
        )
