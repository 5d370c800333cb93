"""What each right means, in the words of those who give it, by part of the house."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.domain.organisations.rules import Can

AREAS: tuple[tuple[str | Promise, tuple[Can, ...]], ...] = (
    (pgettext_lazy("menu", "Programme"), (Can.SEE_DASHBOARD, Can.EDIT_PROGRAMME)),
    (
        pgettext_lazy("menu", "Sales"),
        (
            Can.SEE_ORDERS,
            Can.EDIT_ORDERS,
            Can.VALIDATE_PAYMENTS,
            Can.REFUND,
            Can.SEE_CUSTOMERS,
            Can.EDIT_CUSTOMERS,
            Can.EXPORT,
        ),
    ),
    (_("Members"), (Can.SEE_MEMBERS, Can.EDIT_MEMBERS)),
    (_("Counter"), (Can.SELL_AT_COUNTER,)),
    (pgettext_lazy("menu", "Control"), (Can.SCAN, Can.SEE_CONTROL)),
    (_("Marketing and accounting"), (Can.SEE_MESSAGES, Can.SEE_ACCOUNTING)),
    (
        pgettext_lazy("menu", "Settings"),
        (Can.EDIT_SETTINGS, Can.EDIT_TEAM, Can.SEE_ACTIVITY, Can.USE_API),
    ),
)

EXPLAINED: dict[str, str | Promise] = {
    "see_dashboard": _("Sales figures, the list of events and how full they are."),
    "edit_programme": _("Make and change events, dates, zones, tariffs and prices."),
    "see_orders": _("With “See customers”: all orders. Without: only what they sold themselves."),
    "edit_orders": _("Correct the buyer, cancel, send tickets again."),
    "validate_payments": _("Mark a transfer or an invoice as paid."),
    "refund": _("Give money back."),
    "see_customers": _("Names, addresses, consents and what each bought."),
    "edit_customers": _("Add, correct, merge and erase customers."),
    "see_members": _("Who is a member, of which level and until when."),
    "edit_members": _("Make levels and plans, approve, grant and end memberships."),
    "export": _("Take lists away as files."),
    "sell_at_counter": _("Sell tickets for cash, card or invoice."),
    "scan": _("Check tickets at the door."),
    "see_control": _("Who came in, when and by which entrance."),
    "see_messages": _("Read the mails that were sent to buyers."),
    "see_accounting": _("Sales reports, VAT and payouts."),
    "edit_settings": _("Name, terms, look and payment methods of the shops; open and close them."),
    "edit_team": _("Invite people, give profiles (never more than one’s own), make access codes."),
    "see_activity": _("The memory of the organisation: every change, when and by whom."),
    "use_api": _("Make and revoke keys for programs (never more than one’s own rights)."),
}
