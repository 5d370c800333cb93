"""The words of the page about the API, for readers of other languages than programs'."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TITLES: dict[str, str | Promise] = {
    "Programme": pgettext_lazy("api", "Programme"),
    "Orders": pgettext_lazy("api", "Orders"),
    "Door": pgettext_lazy("api", "Door"),
    "shops": pgettext_lazy("api", "Shops"),
    "events": pgettext_lazy("api", "Events"),
    "event": pgettext_lazy("api", "Event"),
    "dates": pgettext_lazy("api", "Dates"),
    "availability": pgettext_lazy("api", "Availability"),
    "orders": pgettext_lazy("api", "Orders"),
    "place_order": pgettext_lazy("api", "Place order"),
    "order": pgettext_lazy("api", "Order"),
    "validate_payment": pgettext_lazy("api", "Validate a payment"),
    "answers": pgettext_lazy("api", "Answers"),
    "change_answers": pgettext_lazy("api", "Change answers"),
    "scan": pgettext_lazy("api", "Scan"),
}

ABOUT: dict[str, str | Promise] = {
    "shops": _("Every shop that the key may see."),
    "events": _("Every event of the shop that is not archived, drafts included."),
    "event": _("One event and its zones."),
    "dates": _("Dates of the shop by their start; of one event, or from a moment on."),
    "availability": _(
        "What every tariff of a date costs now and later, whether it is on sale online, and"
        " how many are left."
    ),
    "orders": _(
        "Placed orders, newest first. A key without see_customers sees none but its own sales."
    ),
    "place_order": _(
        "Place an order. Free ones are paid at once, invoices wait; others are paid on page."
    ),
    "order": _("One order with lines and tickets."),
    "validate_payment": _(
        "Say that the money of an order on invoice (or to be paid on site) is here. A part leaves"
        " it waiting for the rest."
    ),
    "answers": _("What buyer and holders were asked, and what they answered; files by their id."),
    "change_answers": _(
        "Other answers of those who are named; what stood there is kept. A holder's new name goes"
        " to the ticket. Files stay as they are named by their id."
    ),
    "scan": _("Hold a code before a gate. Every verdict is a 200, also one that lets nobody in."),
}

FIELDS: dict[str, str | Promise] = {
    "How many at most": _("How many at most"),
    "next of the page before": _("next of the page before"),
    "Slug of one event": _("Slug of one event"),
    "Only what starts then or later": _("Only what starts then or later"),
}

PROBLEMS: dict[int, str | Promise] = {
    401: _("No live key"),
    403: _("The key lacks the right"),
    404: _("No such thing, or not yours"),
    409: _("A rule says no: code says which"),
    422: _("Not understood: errors says where"),
    429: _("Too many requests: see Retry-After"),
}
