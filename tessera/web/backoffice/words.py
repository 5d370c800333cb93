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

VERBS = {
    "shop.created": Word(_("Shop made"), "good"),
    "shop.edited": Word(_("Settings of the shop changed"), "news"),
    "shop.duplicated": Word(_("Shop made from the one before"), "good"),
    "shop.opened": Word(_("Sale opened"), "good"),
    "shop.closed": Word(_("Sale closed"), "bad"),
    "shop.shown": Word(_("Shop shown to everybody"), "good"),
    "shop.hidden": Word(_("Shop hidden"), "quiet"),
    "method.edited": Word(_("Way to pay changed"), "news"),
    "method.added": Word(_("Way to pay added"), "news"),
    "test_mode.started": Word(_("Test mode begun"), "wait"),
    "test_mode.ended": Word(_("Test mode ended"), "good"),
    "test_orders.removed": Word(_("Test orders removed"), "quiet"),
    "order.placed": Word(_("Order placed"), "news"),
    "order.paid": Word(_("Order paid, tickets issued"), "good"),
    "order.cancelled": Word(_("Order cancelled"), "bad"),
    "order.expired": Word(_("Order expired: its places are free again"), "quiet"),
    "order.method_changed": Word(_("Another way to pay was chosen"), "news"),
    "order.authorised": Word(_("Order approved, link to pay sent"), "good"),
    "order.refused": Word(_("Order refused"), "bad"),
    "order.reminded": Word(_("Payment reminder"), "wait"),
    "order.deadline_changed": Word(_("Deadline changed"), "news"),
    "order.deadline_paused": Word(_("Deadline paused"), "wait"),
    "order.deadline_resumed": Word(_("Deadline runs again"), "news"),
    "payment.received": Word(_("Payment received"), "good"),
    "payment.dispute_won": Word(_("Dispute ended: the money stays"), "good"),
    "payment.dispute_lost": Word(_("Dispute lost: the money is gone"), "bad"),
    "payment.validated": Word(_("Payment validated by hand"), "good"),
    "bank_file.read": Word(_("Bank file read"), "news"),
    "bank_entries.set_aside": Word(_("Bank entries set aside"), "news"),
    "bank_entries.taken_back": Word(_("Bank entries taken back"), "news"),
    "payment.failed": Word(_("Payment failed"), "bad"),
    "payment.refused": Word(_("Provider’s notice does not fit: look at its own page"), "bad"),
    "payment.to_refund": Word(_("To be paid back"), "wait"),
    "payment.disputed": Word(_("The buyer’s bank disputes the payment"), "bad"),
    "payment.refunded": Word(_("Paid back"), "good"),
    "refund.failed": Word(_("The provider does not pay back: do it by hand"), "bad"),
    "event.created": Word(_("Event made"), "news"),
    "event.edited": Word(_("Event edited"), "quiet"),
    "event.duplicated": Word(_("Event duplicated"), "news"),
    "event.archived": Word(_("Event archived"), "quiet"),
    "event.restored": Word(_("Event taken out of the archive"), "quiet"),
    "event.deleted": Word(_("Event deleted"), "bad"),
    "form.created": Word(_("Form made"), "good"),
    "form.edited": Word(_("Form edited"), "quiet"),
    "form.duplicated": Word(_("Form duplicated"), "news"),
    "form.archived": Word(_("Form archived"), "quiet"),
    "form.restored": Word(_("Form taken out of the archive"), "quiet"),
    "form.attached": Word(_("Form asked with other tariffs"), "news"),
    "question.added": Word(_("Question added"), "news"),
    "question.edited": Word(_("Question edited"), "quiet"),
    "question.moved": Word(_("Questions put in another order"), "quiet"),
    "question.retired": Word(_("Question retired"), "bad"),
    "question.deleted": Word(_("Question deleted"), "bad"),
    "question.restored": Word(_("Question asked again"), "news"),
    "answers.changed": Word(_("Answers changed"), "news"),
    "answers.erased": Word(_("Answers erased: their time was over"), "quiet"),
    "offer.created": Word(_("Offer made"), "good"),
    "offer.edited": Word(_("Offer edited"), "quiet"),
    "offer.published": Word(_("Offer published"), "good"),
    "offer.withdrawn": Word(_("Offer switched off"), "bad"),
    "offer.moved": Word(_("Offer moved to another place"), "quiet"),
    "offer.deleted": Word(_("Offer removed"), "bad"),
    "code.added": Word(_("Code made"), "good"),
    "code.changed": Word(_("Uses of a code changed"), "quiet"),
    "code.deleted": Word(_("Code removed"), "bad"),
    "codes.made": Word(_("Codes made by chance"), "good"),
    "codes.switched_on": Word(_("Codes switched on"), "good"),
    "codes.switched_off": Word(_("Codes switched off"), "bad"),
    "dates.added": Word(_("Dates added"), "news"),
    "dates.changed": Word(_("Dates changed"), "quiet"),
    "dates.cancelled": Word(_("Dates called off"), "bad"),
    "dates.deleted": Word(_("Dates deleted"), "bad"),
    "date.edited": Word(_("Date edited"), "quiet"),
    "order.buyer_corrected": Word(_("Buyer corrected"), "news"),
    "order.noted": Word(_("Note written"), "quiet"),
    "ticket.renamed": Word(_("Ticket in another name"), "news"),
    "orders.changed_together": Word(_("Many orders changed together"), "news"),
    "data.exported": Word(_("Data exported"), "quiet"),
    "view.saved": Word(_("View saved"), "quiet"),
    "view.changed": Word(_("View changed"), "quiet"),
    "view.forgotten": Word(_("View deleted"), "quiet"),
    "tickets.resent": Word(_("Tickets sent again"), "news"),
    "mail.edited": Word(_("Automatic mail changed"), "news"),
    "mail.reset": Word(_("Automatic mail said as before"), "quiet"),
    "invoice.issued": Word(_("Invoice issued"), "news"),
    "customer.added": Word(_("Customer added by hand"), "news"),
    "customer.edited": Word(_("Customer corrected"), "quiet"),
    "customer.merged": Word(_("Merged with another customer"), "news"),
    "customer.erased": Word(_("Customer erased"), "bad"),
    "customer.newsletter_on": Word(_("Newsletter wanted"), "good"),
    "customer.newsletter_off": Word(_("Newsletter no longer wanted"), "quiet"),
    "zone.created": Word(_("Zone made"), "news"),
    "zone.edited": Word(_("Zone edited"), "quiet"),
    "zone.deleted": Word(_("Zone deleted"), "bad"),
    "zone.moved": Word(_("Zones put in another order"), "quiet"),
    "tariff.created": Word(_("Tariff made"), "news"),
    "tariff.edited": Word(_("Tariff edited"), "quiet"),
    "tariff.deleted": Word(_("Tariff deleted"), "bad"),
    "tariff.moved": Word(_("Tariffs put in another order"), "quiet"),
    "organisation.founded": Word(_("Organisation founded"), "good"),
    "organisation.edited": Word(_("Organisation edited"), "news"),
    "member.profile_changed": Word(_("Team member given another profile"), "news"),
    "member.switched_off": Word(_("Team member switched off"), "bad"),
    "member.switched_on": Word(_("Team member switched on again"), "good"),
    "invitation.sent": Word(_("Invitation sent"), "news"),
    "invitation.renewed": Word(_("Invitation sent again"), "news"),
    "invitation.withdrawn": Word(_("Invitation withdrawn"), "quiet"),
    "invitation.accepted": Word(_("Invitation accepted"), "good"),
    "profile.added": Word(_("Profile made"), "news"),
    "profile.edited": Word(_("Profile edited"), "news"),
    "profile.deleted": Word(_("Profile deleted"), "bad"),
    "access_code.made": Word(_("Access code made"), "news"),
    "access_code.revoked": Word(_("Access code revoked"), "bad"),
    "memberships.set": Word(_("Memberships switched on or off"), "news"),
    "level.created": Word(_("Level made"), "news"),
    "level.edited": Word(_("Level edited"), "quiet"),
    "level.deleted": Word(_("Level removed"), "bad"),
    "plan.created": Word(_("Plan made"), "news"),
    "plan.edited": Word(_("Plan edited"), "quiet"),
    "plan.status_changed": Word(_("Plan shown to others"), "news"),
    "plan.repriced": Word(_("Plan at a new price"), "news"),
    "plan.moved": Word(_("Plans put in another order"), "quiet"),
    "plan.asks": Word(_("Form of a plan chosen"), "quiet"),
    "plan.deleted": Word(_("Plan removed"), "bad"),
    "plan_code.created": Word(_("Code for memberships made"), "news"),
    "plan_code.edited": Word(_("Code for memberships edited"), "quiet"),
    "plan_code.deleted": Word(_("Code for memberships removed"), "bad"),
    "member_record.added": Word(_("Member added by hand"), "news"),
    "member_record.edited": Word(_("Member corrected"), "quiet"),
    "member_record.noted": Word(_("Note about a member written"), "quiet"),
    "member_record.erased": Word(_("Member forgotten"), "bad"),
    "members.imported": Word(_("Members imported"), "news"),
    "membership.started": Word(_("Membership begun"), "good"),
    "membership.renewed": Word(_("Membership renewed"), "good"),
    "membership.granted": Word(_("Membership granted by hand"), "good"),
    "membership.stopped": Word(_("Membership not to be renewed"), "wait"),
    "membership.ended": Word(_("Membership ended"), "bad"),
    "erasure.asked": Word(_("Somebody asks to be forgotten"), "wait"),
    "erasure.done": Word(_("Forgotten as asked"), "quiet"),
    "erasure.refused": Word(_("Request to be forgotten refused"), "bad"),
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
