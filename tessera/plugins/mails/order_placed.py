"""The order is placed and waits for its money: how to pay."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion, Panel
from tessera.domain.mailing.summary import has_places, spaced, what_for
from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.methods import part_named
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import method_row, title_of
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money

INVOICE = "invoice"


class OrderPlaced(Mail):
    """To a buyer who pays later; who pays at once hears of it when the tickets are there."""

    code = "order_placed"
    name = gettext_lazy("Order placed, with how to pay")
    when = gettext_lazy("When an order is placed that is paid later")
    needed = gettext_lazy("It says how to pay.")
    on = "order.placed"
    also_on = ("order.method_changed",)
    shown_with = (Status.PENDING,)
    attachments = ("invoice",)

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when the payment needs no waiting."""
        part = part_named(occasion.order.method)
        return super().to(occasion) if part is not None and part.waits else None

    def facts(self, occasion: Occasion) -> Letter:
        """What to pay, to whom, until when."""
        order = occasion.order
        row = method_row(order.shop_id, order.method)
        places = has_places(order)
        return Letter(
            subject=_("Your order %(number)s: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Waiting for your payment"),
            tone="waiting",
            headline=_("Your places are reserved") if places else _("We have noted your order"),
            paragraphs=(
                _("Thank you for your order. Your tickets come as soon as your payment is here.")
                if places
                else _("Thank you. Your membership begins as soon as your payment is here."),
            ),
            panel=_how_to_pay(order, row),
            button=Button(_("Open my order"), occasion.order_url),
        )


def _how_to_pay(order: Order, row: PaymentMethod) -> Panel:
    rows = [(_("Amount"), Money(order.balance, order.currency).format(order.language))]
    is_transfer = order.method == INVOICE and order.shop.iban
    if is_transfer:
        rows.append((_("IBAN"), spaced(order.shop.iban)))
        rows.append((_("Account holder"), order.shop.bank_holder or order.shop.contact_name))
    rows.append((_("Reference"), order.number or ""))
    if order.due_at:
        due = say_date(order.due_at, order.shop.time_zone, order.language, "day")
        rows.append((_("Pay by"), due))
    return Panel(
        title=title_of(row, order.language),
        rows=tuple((name, value) for name, value in rows if value),
        note=pick(row.message, order.language) or _note(is_transfer=bool(is_transfer)),
    )


def _note(*, is_transfer: bool) -> str:
    if is_transfer:
        return _("Please give the reference with your transfer, so that we find your order.")
    return _("Please give your order number when you pay.")
