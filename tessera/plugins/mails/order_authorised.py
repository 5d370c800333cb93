"""The order is approved: the link to pay."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places, what_for
from tessera.domain.orders.models import Status
from tessera.lib.i18n import say_date


class OrderAuthorised(Mail):
    """To the buyer, with the way to pay and until when."""

    code = "order_authorised"
    name = gettext_lazy("Order approved, with the link to pay")
    when = gettext_lazy("When somebody of the team approves an order")
    needed = gettext_lazy("Without the link buyers cannot pay.")
    on = "order.authorised"
    shown_with = (Status.PENDING,)

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when the order is paid or has ended meanwhile."""
        return super().to(occasion) if occasion.order.status == Status.PENDING else None

    def facts(self, occasion: Occasion) -> Letter:
        """That it can be paid now, and how long places are kept."""
        order = occasion.order
        paragraphs = [_("Your order is approved. Please choose how to pay it.")]
        if order.due_at:
            day = say_date(order.due_at, order.shop.time_zone, order.language, "day")
            said = (
                _("We keep your places until %(day)s; then they are put on sale again.")
                if has_places(order)
                else _("The link is good until %(day)s; then your order ends.")
            )
            paragraphs.append(said % {"day": day})
        return Letter(
            subject=_("Your order %(number)s is approved: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Approved"),
            tone="good",
            headline=_("Your order can be paid now"),
            paragraphs=tuple(paragraphs),
            button=Button(_("Choose how to pay"), occasion.pay_url),
        )
