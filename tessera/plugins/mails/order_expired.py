"""The order was not paid, or not approved, in time: its places are on sale again."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places, what_for
from tessera.domain.orders.models import Status


class OrderExpired(Mail):
    """To the buyer, with the way to order anew."""

    code = "order_expired"
    name = gettext_lazy("Order expired")
    when = gettext_lazy("When an order was not paid, or not approved, in time")
    on = "order.expired"
    attachments = ("credit_note",)

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when late money has brought the order back."""
        return super().to(occasion) if occasion.order.status == Status.EXPIRED else None

    def facts(self, occasion: Occasion) -> Letter:
        """What happened to the places, and that nothing is owed."""
        order = occasion.order
        return Letter(
            subject=_("Your order %(number)s has expired: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Expired"),
            tone="calm",
            headline=_("Your order has expired"),
            paragraphs=(
                _why(occasion),
                _("You owe nothing. If you still wish to come, please order anew.")
                if has_places(order)
                else _("You owe nothing. If you still wish to join, please order anew."),
            ),
            button=Button(_("Open my order"), occasion.order_url),
        )


def _why(occasion: Occasion) -> str:
    was_review = occasion.activity.facts.get("before") == Status.REVIEW
    if not has_places(occasion.order):
        if was_review:
            return _("It could not be approved in time.")
        return _("We did not receive your payment in time.")
    if was_review:
        return _("It could not be approved in time, so your places are no longer kept.")
    return _("We did not receive your payment in time, so your places are on sale again.")
