"""The order waits for its money: how many days are left, with the invoice once more."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion, Panel
from tessera.domain.mailing.summary import has_places, spaced, what_for
from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.methods import part_named
from tessera.domain.payments.queries import method_row, title_of
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money


class PaymentReminder(Mail):
    """To a buyer whose places wait for a transfer; as often as the way to pay says."""

    code = "payment_reminder"
    name = gettext_lazy("Payment reminder")
    when = gettext_lazy("While an order waits for its money, as often as the way to pay says")
    opening = 0
    on = "order.reminded"
    shown_with = (Status.PENDING,)
    attachments = ("invoice",)

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when the money has come meanwhile, or the order has ended."""
        return super().to(occasion) if occasion.order.status == Status.PENDING else None

    def facts(self, occasion: Occasion) -> Letter:
        """What to pay, to whom, until when, and what happens else."""
        order = occasion.order
        return Letter(
            subject=_("Reminder: please pay order %(number)s (%(what)s)")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Payment reminder"),
            tone="waiting",
            headline=_("We are still waiting for your payment"),
            paragraphs=(
                _time_left(occasion),
                _("If you have paid in the last days, please ignore this message."),
            ),
            panel=_how_to_pay(order),
            button=Button(_("Open my order"), occasion.order_url),
        )


def _time_left(occasion: Occasion) -> str:
    order, told = occasion.order, occasion.activity.facts
    until, days = told.get("until"), int(told.get("days") or 0)
    if not has_places(order):
        return _order_left(order, until=until, days=days)
    if not until:
        return _("Your places are reserved. They are put on sale again if you do not pay.")
    end = datetime.fromisoformat(until)
    day = say_date(end, order.shop.time_zone, order.language, "day")
    if days < 1:
        return _(
            "Your places are reserved until today, %(day)s. Without your payment they are then put"
            " on sale again."
        ) % {"day": day}
    said = ngettext(
        "You have %(count)d day left: your places are reserved until %(day)s. Without your"
        " payment they are then put on sale again.",
        "You have %(count)d days left: your places are reserved until %(day)s. Without your"
        " payment they are then put on sale again.",
        days,
    )
    return said % {"count": days, "day": day}


def _order_left(order: Order, *, until: str | None, days: int) -> str:
    if not until:
        return _("Your order is kept. It ends if you do not pay.")
    end = datetime.fromisoformat(until)
    day = say_date(end, order.shop.time_zone, order.language, "day")
    if days < 1:
        return _("Your order ends today, %(day)s, if your payment does not come.") % {"day": day}
    said = ngettext(
        "You have %(count)d day left: your order ends on %(day)s if your payment does not come.",
        "You have %(count)d days left: your order ends on %(day)s if your payment does not come.",
        days,
    )
    return said % {"count": days, "day": day}


def _how_to_pay(order: Order) -> Panel:
    row, part = method_row(order.shop_id, order.method), part_named(order.method)
    rows = [(_("Amount"), Money(order.balance, order.currency).format(order.language))]
    if part is not None and part.needs_address and order.shop.iban:
        rows.append((_("IBAN"), spaced(order.shop.iban)))
        rows.append((_("Account holder"), order.shop.bank_holder or order.shop.contact_name))
    rows.append((_("Reference"), order.number or ""))
    return Panel(
        title=title_of(row, order.language),
        rows=tuple((name, value) for name, value in rows if value),
        note=pick(row.message, order.language),
    )
