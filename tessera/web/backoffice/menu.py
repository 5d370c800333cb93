"""The left menu: a list of what exists, shown to who has the right."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.web.parts.quick import address


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: `name` is its URL, `section` the group of URLs that light it up.

    One `of_members` is shown once the shop takes members.
    """

    title: str | Promise
    name: str
    right: Can
    section: str
    counts_waiting: bool = False
    of_members: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one word of the trade ("" for none)."""

    title: str | Promise
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry(_("Dashboard"), "backoffice:dashboard", Can.SEE_DASHBOARD, "dashboard"),
            Entry(_("Statistics"), "backoffice:reports", Can.SEE_DASHBOARD, "reports"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Programme"),
        (
            Entry(_("Events"), "backoffice:events", Can.SEE_DASHBOARD, "events"),
            Entry(_("Offers"), "backoffice:offers", Can.EDIT_PROGRAMME, "offers"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Sales"),
        (
            Entry(_("Orders"), "backoffice:orders", Can.SEE_ORDERS, "orders", counts_waiting=True),
            Entry(_("Tickets"), "backoffice:tickets", Can.SEE_ORDERS, "tickets"),
            Entry(_("Customers"), "backoffice:customers", Can.SEE_CUSTOMERS, "customers"),
            Entry(_("Answers"), "backoffice:answers", Can.SEE_CUSTOMERS, "answers"),
            Entry(_("Refunds"), "backoffice:refunds", Can.REFUND, "refunds"),
            Entry(_("Payment methods"), "backoffice:methods", Can.EDIT_SETTINGS, "methods"),
            Entry(_("Exports"), "backoffice:exports", Can.EXPORT, "exports"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Members"),
        (
            Entry(
                pgettext_lazy("menu", "Members"),
                "backoffice:members",
                Can.SEE_MEMBERS,
                "members",
                of_members=True,
            ),
            Entry(_("Levels"), "backoffice:levels", Can.SEE_MEMBERS, "levels", of_members=True),
            Entry(
                pgettext_lazy("menu", "Plans"),
                "backoffice:plans",
                Can.SEE_MEMBERS,
                "plans",
                of_members=True,
            ),
            Entry(
                _("Discount codes"),
                "backoffice:plan_codes",
                Can.EDIT_MEMBERS,
                "plan_codes",
                of_members=True,
            ),
            Entry(
                pgettext_lazy("menu", "Settings"),
                "backoffice:member_settings",
                Can.EDIT_MEMBERS,
                "member_settings",
            ),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Control"),
        (
            Entry(_("Door report"), "backoffice:door", Can.SEE_CONTROL, "door"),
            Entry(_("Access codes"), "backoffice:access_codes", Can.EDIT_TEAM, "codes"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Marketing"),
        (
            Entry(_("Messages sent"), "backoffice:messages", Can.SEE_MESSAGES, "messages"),
            Entry(_("Automatic mails"), "backoffice:mails", Can.EDIT_SETTINGS, "mails"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Accounting"),
        (
            Entry(_("Invoices"), "backoffice:invoices", Can.SEE_ACCOUNTING, "invoices"),
            Entry(_("Bank files"), "backoffice:bank_files", Can.VALIDATE_PAYMENTS, "bank"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Settings"),
        (
            Entry(_("Opening"), "backoffice:opening", Can.EDIT_SETTINGS, "opening"),
            Entry(
                pgettext_lazy("menu", "Shop"), "backoffice:settings", Can.EDIT_SETTINGS, "settings"
            ),
            Entry(_("Forms"), "backoffice:forms", Can.EDIT_SETTINGS, "forms"),
            Entry(_("Organisation"), "backoffice:organisation", Can.EDIT_TEAM, "organisation"),
            Entry(_("Team"), "backoffice:team", Can.EDIT_TEAM, "team"),
            Entry(_("Profiles"), "backoffice:profiles", Can.EDIT_TEAM, "profiles"),
            Entry(_("API tokens"), "backoffice:tokens", Can.USE_API, "tokens"),
            Entry(_("Activity"), "backoffice:activity", Can.SEE_ACTIVITY, "activity"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page draws it."""

    title: str | Promise
    url: str
    is_here: bool
    waiting: int


def menu_for(
    actor: Actor, shop: Shop, *, section: str, waiting: Callable[[], int]
) -> list[tuple[str | Promise, list[Shown]]]:
    """The groups that the actor may use, each with at least one entry."""
    shown = []
    for group in MENU:
        lines = [
            Shown(
                title=entry.title,
                url=address(entry.name, (shop.slug,)),
                is_here=entry.section == section,
                waiting=waiting() if entry.counts_waiting else 0,
            )
            for entry in group.entries
            if actor.may(entry.right) and (not entry.of_members or shop.takes_members)
        ]
        if lines:
            shown.append((group.title, lines))
    return shown


def first_page(actor: Actor, shop: Shop) -> str:
    """Where the actor begins in this shop; a steward begins at the scanner. "" for nowhere."""
    if actor.may(Can.SCAN) and not actor.may(Can.SEE_ORDERS):
        return address("scanner:home")
    for group in MENU:
        for entry in group.entries:
            if actor.may(entry.right) and (not entry.of_members or shop.takes_members):
                return address(entry.name, (shop.slug,))
    return ""
