"""The words for statuses, channels and verbs, and the colour that goes with each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tessera.domain.mailing.mail import mail_part
from tessera.domain.organisations.models import Profile
from tessera.domain.payments.methods import is_own, part_named
from tessera.domain.payments.queries import own_method_names
from tessera.lib.i18n import pick


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its tone: good, wait, bad, quiet or news."""

    text: str | Promise
    tone: str = "quiet"

    def __str__(self) -> str:
        return str(self.text)


ORDER_STATUSES = {
    "pending": Word(pgettext_lazy("order", "Awaiting payment"), "wait"),
    "review": Word(pgettext_lazy("order", "To be approved"), "news"),
    "processing": Word(pgettext_lazy("order", "Payment being confirmed"), "news"),
    "paid": Word(pgettext_lazy("order", "Paid"), "good"),
    "failed": Word(pgettext_lazy("order", "Payment failed"), "bad"),
    "cancelled": Word(pgettext_lazy("order", "Cancelled"), "quiet"),
    "expired": Word(pgettext_lazy("order", "Expired"), "quiet"),
    "refused": Word(pgettext_lazy("order", "Refused"), "quiet"),
}

PAYMENT_STATUSES = {
    "open": Word(pgettext_lazy("payment", "Awaited"), "wait"),
    "processing": Word(pgettext_lazy("payment", "Being confirmed"), "news"),
    "received": Word(pgettext_lazy("payment", "Received"), "good"),
    "failed": Word(pgettext_lazy("payment", "Failed"), "bad"),
    "cancelled": Word(pgettext_lazy("payment", "Given up"), "quiet"),
}

REFUND_STATUSES = {
    "wished": Word(pgettext_lazy("refund", "To be paid back"), "wait"),
    "sent": Word(pgettext_lazy("refund", "On its way"), "news"),
    "done": Word(pgettext_lazy("refund", "Paid back"), "good"),
    "failed": Word(pgettext_lazy("refund", "Could not be sent"), "bad"),
}

TICKET_STATUSES = {
    "valid": Word(pgettext_lazy("ticket", "Valid"), "good"),
    "cancelled": Word(pgettext_lazy("ticket", "Cancelled"), "quiet"),
}

MESSAGE_STATUSES = {
    "queued": Word(pgettext_lazy("message", "Waiting to be sent"), "wait"),
    "sent": Word(pgettext_lazy("message", "Sent"), "good"),
    "failed": Word(pgettext_lazy("message", "Could not be sent"), "bad"),
}

VERDICTS = {
    "welcome": Word(pgettext_lazy("scan", "Welcome"), "good"),
    "again": Word(pgettext_lazy("scan", "Already in"), "bad"),
    "wrong_date": Word(pgettext_lazy("scan", "Wrong date"), "wait"),
    "wrong_zone": Word(pgettext_lazy("scan", "Wrong entrance"), "wait"),
    "cancelled": Word(pgettext_lazy("scan", "Cancelled ticket"), "bad"),
    "unpaid": Word(pgettext_lazy("scan", "Not paid"), "bad"),
    "test": Word(pgettext_lazy("scan", "Test ticket"), "bad"),
    "unknown": Word(pgettext_lazy("scan", "Unknown code"), "bad"),
}

DATE_STATUSES = {
    "draft": Word(pgettext_lazy("date", "Draft"), "quiet"),
    "visible": Word(pgettext_lazy("date", "On sale"), "good"),
    "hidden": Word(pgettext_lazy("date", "Hidden"), "quiet"),
    "cancelled": Word(pgettext_lazy("date", "Called off"), "bad"),
}

EVENT_STATUSES = {
    "draft": Word(pgettext_lazy("event", "Draft"), "wait"),
    "visible": Word(pgettext_lazy("event", "Visible"), "good"),
    "hidden": Word(pgettext_lazy("event", "Hidden"), "quiet"),
    "cancelled": Word(pgettext_lazy("event", "Called off"), "bad"),
}

CATEGORIES = {
    "theatre": _("Theatre"),
    "concert": _("Concert"),
    "dance": _("Dance"),
    "festival": _("Festival"),
    "talk": _("Talk"),
    "family": _("Family"),
    "other": pgettext_lazy("category", "Other"),
}

CHANNELS = {
    "online": Word(_("Online")),
    "counter": Word(_("Counter")),
    "reseller": Word(_("Resellers")),
}

SUBJECTS = {
    "order": _("Orders"),
    "payment": _("Payments"),
    "customer": _("Customers"),
    "event": _("Programme"),
    "offer": _("Offers"),
    "form": _("Forms"),
    "shop": _("Shop and settings"),
    "view": _("Views"),
    "member": _("Team"),
    "invitation": _("Invitations"),
    "profile": _("Profiles"),
    "access_code": _("Access codes"),
    "organisation": _("Organisation"),
    "member_record": pgettext_lazy("menu", "Members"),
    "membership": _("Memberships"),
    "level": _("Levels"),
    "plan": pgettext_lazy("menu", "Plans"),
    "erasure": _("Requests to be forgotten"),
}

FIELDS = {
    "email": _("E-mail"),
    "civility": _("Form of address"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "company": _("Company"),
    "phone": _("Phone"),
    "street": _("Street and number"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "country": _("Country"),
    "language": _("Language"),
    "newsletter": _("Newsletter"),
    "note": _("Note"),
    "holder": _("Holder"),
    "name": _("Name"),
}

WAYS_BACK = {
    "transfer": _("Bank transfer"),
    "cash": _("Cash"),
    "card": _("Card terminal"),
    "provider": _("On the page of the payment provider"),
    "other": _("In another way"),
}

REFUND_REASONS = {
    "overpaid": _("Paid too much"),
    "places_gone": _("The money came when the places had gone"),
    "order_ended": _("The money came after the order had ended"),
    "given_back": _("Given back by the team"),
    "dispute_lost": _("Taken by the buyer’s bank after a dispute"),
}

CIVILITIES = {"mrs": _("Ms"), "mr": _("Mr")}

BUYER_FIELDS = {
    "civility": _("Form of address"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "company": _("Company"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "street": _("Street"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "country": _("Country"),
    "language": _("Language"),
    "holder": _("Holder"),
}

ATTACHMENTS = {
    "tickets": _("tickets (PDF)"),
    "calendar": _("calendar file"),
    "invoice": _("invoice (PDF)"),
    "credit_note": _("credit note (PDF)"),
}

ACTORS = {"buyer": _("the buyer"), "system": _("automatically")}

RIGHTS = {
    "see_dashboard": _("See the dashboard"),
    "edit_programme": _("Edit the programme"),
    "see_orders": _("See orders"),
    "edit_orders": _("Edit and cancel orders"),
    "validate_payments": _("Validate payments"),
    "refund": _("Refund"),
    "see_customers": _("See customers"),
    "edit_customers": _("Edit customers"),
    "export": _("Export lists"),
    "sell_at_counter": _("Sell at the counter"),
    "scan": _("Scan tickets"),
    "see_control": _("See the door report"),
    "see_messages": _("See messages"),
    "see_accounting": _("See accounting"),
    "edit_settings": _("Change settings"),
    "edit_team": _("Manage the team"),
    "use_api": _("Manage API tokens"),
    "see_activity": _("See who did what"),
    "see_members": _("See members"),
    "edit_members": _("Manage members"),
}

PROFILES = {
    "administrator": _("Administrator"),
    "programming": _("Programming"),
    "sales": pgettext_lazy("profile", "Sales"),
    "statistics": pgettext_lazy("profile", "Statistics"),
    "accounting": pgettext_lazy("profile", "Accounting"),
    "reseller": _("Reseller"),
    "clerk": _("Clerk"),
    "steward": _("Steward"),
}


def profile_name(profile: Profile) -> str:
    """The name of a profile; the ready-made ones are translated."""
    return str(PROFILES.get(profile.ready_made, profile.name))


def word(words: dict[str, Word], code: str) -> Word:
    """The word of a code; a code that has none yet is shown so that it can be read."""
    return words.get(code) or Word(code.replace("_", " ").replace(".", ": ").capitalize())


def mail_name(code: str) -> str:
    """What a message is about; a part that is gone leaves its code."""
    part = mail_part(code)
    return str(part.name) if part else code


def method_name(code: str) -> str:
    """What a way to pay is called; a part that is gone leaves its code."""
    if not code:
        return "–"
    part = part_named(code)
    return str(part.name) if part else code


class MethodNames:
    """What the ways to pay of a shop are called; its own ones are read once one is met."""

    do_not_call_in_templates = True

    def __init__(self, shop_id: int) -> None:
        self._shop_id = shop_id
        self._own: dict[str, dict[str, str]] | None = None

    def __call__(self, code: str) -> str:
        """The name of one of them."""
        if not is_own(code):
            return method_name(code)
        if self._own is None:
            self._own = own_method_names(self._shop_id)
        return pick(self._own.get(code), get_language() or "en") or code
