"""What was answered: seen and exported, of customers and of holders apart."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import every_form
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.answer_files import (
    QUESTION,
    RECORD,
    Wanted,
    answers_wanted,
    questions_asked,
    record_asked,
)
from tessera.domain.reporting.queries.choices import (
    dates_to_choose,
    events_to_choose,
    tariffs_to_choose,
)
from tessera.domain.reporting.queries.files import Asked, count_asked, rows_asked
from tessera.lib.i18n import pick, say_date
from tessera.web.backoffice.asking.words import RECORD as RECORD_WORDS
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.taking_home import file_made
from tessera.web.backoffice.words import CIVILITIES, ORDER_STATUSES, TICKET_STATUSES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent

SHOWN = 25
BUYERS: dict[str, str | Promise] = {
    "number": gettext_lazy("Order"),
    "placed_at": gettext_lazy("Ordered on"),
    "status": gettext_lazy("Status of the order"),
    "civility": gettext_lazy("Form of address"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "company": gettext_lazy("Company"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town"),
    "country": gettext_lazy("Country"),
    "newsletter": gettext_lazy("Newsletter"),
}
WHERE: dict[str, str | Promise] = {
    "event": gettext_lazy("Event"),
    "date": gettext_lazy("Date"),
    "zone": gettext_lazy("Zone"),
    "tariff": gettext_lazy("Tariff"),
}
BOUGHT: dict[str, str | Promise] = {
    "ticket": gettext_lazy("Ticket"),
    "state": gettext_lazy("Status of the ticket"),
    "seat": gettext_lazy("Seat"),
    "order": gettext_lazy("Order"),
    "order_status": gettext_lazy("Status of the order"),
    "placed_at": gettext_lazy("Ordered on"),
    "buyer_first_name": gettext_lazy("Buyer: first name"),
    "buyer_last_name": gettext_lazy("Buyer: last name"),
    "buyer_email": gettext_lazy("Buyer: e-mail"),
    "buyer_phone": gettext_lazy("Buyer: phone"),
}
SEEN = {
    "buyers": (("number", "first_name", "last_name", "email"), ()),
    "holders": ((f"{RECORD}first_name", f"{RECORD}last_name"), ("date", "tariff", "order")),
}
"""What the page shows before the answers, and after them; the file has all."""


class Asking(django_forms.Form):
    """How the file is written."""

    format = django_forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("xlsx", gettext_lazy("Excel (XLSX)")),
            ("csv", gettext_lazy("Text (CSV)")),
            ("zip", gettext_lazy("Files that were handed in (ZIP)")),
        ],
        widget=django_forms.RadioSelect,
    )
    separator = django_forms.ChoiceField(
        label=gettext_lazy("Separator"),
        choices=[
            ("semicolon", gettext_lazy("Semicolon ;")),
            ("comma", gettext_lazy("Comma ,")),
            ("tab", pgettext_lazy("separator", "Tab")),
        ],
        required=False,
        help_text=gettext_lazy("For CSV alone. Excel in French and German expects semicolons."),
    )

    def __init__(self, *args: Any, has_files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_files:
            asked: Any = self.fields["format"]
            asked.choices = [each for each in asked.choices if each[0] != "zip"]
        dressed(self)


@requires(Can.SEE_CUSTOMERS)
@require_safe
def answers(request: ShopRequest) -> HttpResponse:
    """The first answers that fit what the address asks, and how many there are in all."""
    _require_orders(request)
    wanted, of_buyers = answers_wanted(request.GET.urlencode()), _of_buyers(request.GET)
    columns = _columns(request, wanted, of_buyers=of_buyers)
    shown = _seen(columns, of_buyers=of_buyers)
    asked = _asked(request, shown, of_buyers=of_buyers)
    counted = count_asked(request.actor, request.shop, asked)
    rows = islice(rows_asked(request.actor, request.shop, asked), SHOWN)
    context = {
        "titles": list(shown.values()),
        "rows": [[_cell(value) for value in row] for row in rows],
        "counted": counted,
        "shown": min(counted, SHOWN),
        "of_buyers": of_buyers,
        "wanted": wanted,
        "states": [
            ("paid", _("Paid orders")),
            ("open", _("Orders that have not ended")),
            ("all", _("All orders, cancelled ones too")),
        ],
        "may_export": request.actor.may(Can.EXPORT),
        "query": request.GET.urlencode(),
        "help": "forms",
        **_choices(request, wanted, of_buyers=of_buyers),
    }
    return page(request, "asking/answers.html", context, section="answers")


@requires(Can.EXPORT)
def answers_file(request: ShopRequest) -> HttpResponseBase:
    """Asks how the answers are to be written, then sends them, or begins to make the file."""
    _require_orders(request)
    if not request.actor.may(Can.SEE_CUSTOMERS):
        raise PermissionDenied("Answers are known of persons.")
    wanted, of_buyers = answers_wanted(request.GET.urlencode()), _of_buyers(request.GET)
    columns = _columns(request, wanted, of_buyers=of_buyers)
    asked = _asked(request, columns, of_buyers=of_buyers)
    files = count_asked(request.actor, request.shop, _files_asked(request))
    form = Asking(
        sent(request),
        initial={"format": "xlsx", "separator": "semicolon"},
        has_files=bool(files),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        asked = _files_asked(request) if told["format"] == "zip" else asked
        return file_made(request, asked, form=told["format"], separator=told["separator"])
    context = {
        "form": form,
        "counted": count_asked(request.actor, request.shop, asked),
        "files": files,
        "of_buyers": of_buyers,
        "titles": list(columns.values()),
        "query": request.GET.urlencode(),
        "help": "forms",
    }
    return page(request, "asking/answers_file.html", context, section="answers")


def _require_orders(request: ShopRequest) -> None:
    if not request.actor.may(Can.SEE_ORDERS):
        raise PermissionDenied("Answers belong to orders.")


def _of_buyers(address: QueryDict) -> bool:
    return address.get("who") == "buyers"


def _columns(request: ShopRequest, wanted: Wanted, *, of_buyers: bool) -> dict[str, str]:
    """Every column of the file with its title: what is known, then a column for each question."""
    asked = questions_asked(request.actor, request.shop, wanted, of_buyers=of_buyers)
    language = speaks()
    told = {f"{QUESTION}{code}": pick(each.label, language) for code, _form, each in asked}
    titles = dict.fromkeys(told.values(), 0)
    for code, title in told.items():
        titles[title] += 1
        if titles[title] > 1:
            told[code] = f"{title} ({titles[title]})"
    if of_buyers:
        return {**{code: str(title) for code, title in BUYERS.items()}, **told}
    forms: Sequence[Form] = list({form.pk: form for _code, form, _each in asked}.values())
    record = {f"{RECORD}{name}": str(RECORD_WORDS[name]) for name in record_asked(forms)}
    where = {code: str(title) for code, title in WHERE.items()}
    bought = {code: str(title) for code, title in BOUGHT.items()}
    return {**where, **record, **told, **bought}


def _seen(columns: Mapping[str, str], *, of_buyers: bool) -> dict[str, str]:
    """What the page shows of it."""
    first, last = SEEN["buyers" if of_buyers else "holders"]
    answers = [code for code in columns if code.startswith(QUESTION)]
    return {code: columns[code] for code in (*first, *answers, *last)}


def _asked(request: ShopRequest, columns: Mapping[str, str], *, of_buyers: bool) -> Asked:
    yes_no = {"True": _("yes"), "False": _("no")}
    statuses = {code: str(said) for code, said in ORDER_STATUSES.items()}
    return Asked(
        kind="buyers" if of_buyers else "holders",
        query=request.GET.urlencode(),
        columns=list(columns),
        titles=list(columns.values()),
        words={
            "status": statuses,
            "state": {code: str(said) for code, said in TICKET_STATUSES.items()},
            "civility": {"": "", **{code: str(said) for code, said in CIVILITIES.items()}},
            "newsletter": yes_no,
        },
        language=speaks(),
    )


def _files_asked(request: ShopRequest) -> Asked:
    return Asked("answer_files", request.GET.urlencode(), (), ())


def _choices(request: ShopRequest, wanted: Wanted, *, of_buyers: bool) -> dict[str, Any]:
    actor, shop = request.actor, request.shop
    kinds = (Form.Kind.ORDER,) if of_buyers else (Form.Kind.TARIFF, Form.Kind.PASS)
    return {
        "forms": [each for each in every_form(shop.id) if each.kind in kinds],
        "events": events_to_choose(actor, shop.id),
        "dates": dates_to_choose(actor, shop.id, wanted.event),
        "tariffs": tariffs_to_choose(actor, shop.id, wanted.event),
    }


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):  # on the clock of the shop already
        return say_date(value.replace(tzinfo=UTC), "UTC", speaks(), "short")
    return "" if value is None else localize(value)
