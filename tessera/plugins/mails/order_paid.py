"""The order is paid: here are the tickets."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places, what_for


class OrderPaid(Mail):
    """To the buyer, with the tickets and the evenings for the calendar."""

    code = "order_paid"
    name = gettext_lazy("Order paid, with tickets")
    when = gettext_lazy("When everything is paid and the tickets are issued")
    needed = gettext_lazy("It brings the tickets.")
    on = "order.paid"
    attachments = ("tickets", "calendar")

    def facts(self, occasion: Occasion) -> Letter:
        """The tickets are attached, and always on the page of the order; of a membership there
        are none, and it has a mail of its own."""
        order = occasion.order
        if not has_places(order):
            return _settled(occasion)
        return Letter(
            subject=_("Your tickets: %(what)s") % {"what": what_for(order)},
            sign=_("Paid") if order.total else _("Confirmed"),
            tone="good",
            headline=_("Here are your tickets"),
            paragraphs=(
                _("Thank you for your order. Your tickets are attached, ready to print."),
                _("On your phone, open the page of your order and show the code at the entrance."),
            ),
            button=Button(_("Open my order"), occasion.order_url),
            closing=(_("Each ticket lets one person in, once. Share its code with nobody else."),),
        )


def _settled(occasion: Occasion) -> Letter:
    order = occasion.order
    return Letter(
        subject=_("Your order %(number)s is confirmed: %(what)s")
        % {"number": order.number, "what": what_for(order)},
        sign=_("Paid") if order.total else _("Confirmed"),
        tone="good",
        headline=_("Your order is confirmed"),
        paragraphs=(
            _("Thank you for your order. Nothing is left to pay."),
            _("On its page you find what you ordered, and your papers."),
        ),
        button=Button(_("Open my order"), occasion.order_url),
    )
