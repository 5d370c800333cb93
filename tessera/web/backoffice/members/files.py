"""Members, and what they paid, as files: small ones at once, long ones in the background."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.memberships.queries.grid import asked_from
from tessera.domain.memberships.queries.questions import questions_to_members
from tessera.domain.memberships.rows import COLUMNS as IMPORTED
from tessera.domain.memberships.rows import OWN
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import named_methods
from tessera.domain.reporting.queries.files import Asked, count_asked
from tessera.lib.i18n import pick
from tessera.web.backoffice.members.importing import TITLES
from tessera.web.backoffice.members.periods import days_asked
from tessera.web.backoffice.members.place import members_page, today_of
from tessera.web.backoffice.members.words import NONE, ORIGINS, STANDINGS
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.sales.customers_forms import FileForm
from tessera.web.backoffice.taking_home import file_made
from tessera.web.backoffice.words import CIVILITIES, ORDER_STATUSES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent


@requires(Can.EXPORT)
def members_file(request: ShopRequest) -> HttpResponseBase:
    """Asks how the list is to be written, then sends it, or begins to make it."""
    if not request.actor.may(Can.SEE_MEMBERS):
        raise PermissionDenied
    asked = _members_asked(request)
    form = FileForm(sent(request), initial={"format": "xlsx", "separator": "semicolon"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        return file_made(request, asked, form=told["format"], separator=told["separator"])
    query = request.GET.urlencode()
    context = {
        "form": form,
        "counted": count_asked(request.actor, request.shop, asked),
        "is_narrowed": bool(asked_from(query)),
        "query": query,
    }
    return members_page(request, "members_file.html", context)


@requires(Can.EXPORT)
def payments_file(request: ShopRequest) -> HttpResponseBase:
    """What was paid for memberships in some time, for the accounts."""
    if not request.actor.may(Can.SEE_ACCOUNTING):
        raise PermissionDenied
    first, last = days_asked(request)
    asked = _payments_asked(request, first, last)
    form = FileForm(sent(request), initial={"format": "xlsx", "separator": "semicolon"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        return file_made(request, asked, form=told["format"], separator=told["separator"])
    context = {
        "form": form,
        "counted": count_asked(request.actor, request.shop, asked),
        "first": first,
        "last": last,
    }
    return members_page(request, "payments_file.html", context)


def _members_asked(request: ShopRequest) -> Asked:
    """The columns that an import takes, then what it does not."""
    titles = {name: str(TITLES[name]) for name in IMPORTED}
    titles |= {
        "standing": _("Standing"),
        "plan": pgettext("membership", "Plan"),
        "origin": _("Origin"),
    }
    questions = questions_to_members(request.shop.organisation_id)
    titles |= {f"{OWN}{code}": pick(each.label, speaks()) for code, each in questions.items()}
    query: QueryDict = request.GET.copy()
    query["on"] = today_of(request).isoformat()
    return Asked(
        kind="members",
        query=query.urlencode(),
        columns=list(titles),
        titles=list(titles.values()),
        words={
            "civility": {code: str(said) for code, said in CIVILITIES.items()},
            "standing": {str(code): str(word.text) for code, word in STANDINGS.items()}
            | {"none": str(NONE.text)},
            "origin": {code: str(said) for code, said in ORIGINS.items()},
        },
        language=speaks(),
    )


def _payments_asked(request: ShopRequest, first: date, last: date) -> Asked:
    titles = [
        *(_("Paid on"), _("Order"), _("Status"), _("Buyer"), _("E-mail"), _("What"), _("Level")),
        *(_("Paid by"), _("Currency"), _("Without VAT"), _("VAT (%)"), _("VAT"), _("With VAT")),
    ]
    query = QueryDict(mutable=True)
    query["from"] = first.isoformat()
    query["before"] = (last + timedelta(days=1)).isoformat()
    return Asked(
        kind="member_payments",
        query=query.urlencode(),
        columns=titles,
        titles=titles,
        words={
            "status": {code: str(word.text) for code, word in ORDER_STATUSES.items()},
            "method": named_methods(request.shop.id, speaks()),
        },
        language=speaks(),
    )
