"""The list of customers as a file: a small one at once, a long one in the background."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.customers import asked_from
from tessera.domain.reporting.queries.customers_file import SPENT
from tessera.domain.reporting.queries.files import Asked, count_asked
from tessera.domain.shops.models import Shop
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.sales.customers_forms import TITLES, FileForm
from tessera.web.backoffice.taking_home import file_made
from tessera.web.backoffice.words import CIVILITIES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent


@requires(Can.EXPORT)
def customers_file(request: ShopRequest) -> HttpResponseBase:
    """Asks how the list is to be written, then sends it, or begins to make it."""
    if not request.actor.may(Can.SEE_CUSTOMERS):
        raise PermissionDenied
    asked = _asked(request)
    form = FileForm(sent(request), initial={"format": "xlsx", "separator": "semicolon"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        return file_made(request, asked, form=told["format"], separator=told["separator"])
    context = {
        "form": form,
        "counted": count_asked(request.actor, request.shop, asked),
        "is_narrowed": bool(asked_from(asked.query)),
        "query": asked.query,
    }
    return page(request, "sales/customers_file.html", context, section="customers")


def _asked(request: ShopRequest) -> Asked:
    titles = _titles(request.shop)
    return Asked(
        kind="customers",
        query=request.GET.urlencode(),
        columns=list(titles),
        titles=list(titles.values()),
        words={
            "civility": {code: str(said) for code, said in CIVILITIES.items()},
            "newsletter": {"True": _("yes"), "False": _("no")},
        },
        language=speaks(),
    )


def _titles(shop: Shop) -> dict[str, str]:
    """Every column of the file, by what it reads."""
    spent = pgettext("customer", "Spent")
    return {
        **{name: str(title) for name, title in TITLES.items()},
        "newsletter": _("Newsletter"),
        "newsletter_at": _("Newsletter: since"),
        "orders": _("Orders"),
        **{f"{SPENT}{currency}": f"{spent} {currency}" for currency in shop.currencies},
        "last": _("Last order"),
        "since": _("Known since"),
    }
