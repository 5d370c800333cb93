"""A list of members is taken over: which column is what, what would happen, then it happens."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.memberships.queries.desk import count_requests
from tessera.domain.memberships.queries.questions import questions_to_members
from tessera.domain.memberships.rows import COLUMNS, rows_from
from tessera.domain.organisations.rules import Can
from tessera.flows.importing import (
    CHANGED,
    MOST_LINES,
    NEW,
    SAME,
    WRONG,
    Verdict,
    import_members,
    look_at,
)
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.lib.reading import BadTable, lines_of
from tessera.web.backoffice.accounting.bank_forms import MOST_TABLE, packed, unpacked
from tessera.web.backoffice.members.columns import OWN
from tessera.web.backoffice.members.place import members_page
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.sales.customers_forms import TITLES as CUSTOMER_TITLES
from tessera.web.backoffice.words import Word
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

SHOWN, MOST_SHOWN = 4, 500
TITLES: Mapping[str, str | Promise] = {
    "number": gettext_lazy("Member number"),
    **CUSTOMER_TITLES,
    "level": gettext_lazy("Level"),
    "starts_on": pgettext_lazy("membership", "Begins"),
    "ends_on": pgettext_lazy("membership", "Ends"),
}
ALSO = {
    "number": ("no", "no.", "n°", "numéro", "numéro de membre", "number", "nr"),
    "email": ("e-mail", "email", "mail", "courriel", "adresse e-mail"),
    "first_name": ("prénom", "first name", "vorname"),
    "last_name": ("nom", "last name", "name", "nachname", "nom de famille"),
    "company": ("société", "entreprise", "company", "firma"),
    "phone": ("téléphone", "phone", "tél", "portable", "telefon"),
    "street": ("rue", "adresse", "street", "address", "strasse"),
    "postcode": ("npa", "code postal", "cp", "postcode", "zip", "plz"),
    "city": ("ville", "localité", "lieu", "city", "town", "ort"),
    "country": ("pays", "country", "land"),
    "level": ("niveau", "level", "adhésion", "catégorie"),
    "starts_on": ("début", "du", "depuis", "from", "begins", "start"),
    "ends_on": ("fin", "au", "échéance", "jusqu'au", "until", "ends", "end"),
}
"""What heads of lists often say."""

WHATS = {
    NEW: Word(gettext_lazy("New member"), "good"),
    CHANGED: Word(gettext_lazy("Changed"), "news"),
    SAME: Word(gettext_lazy("As it is"), "quiet"),
    WRONG: Word(gettext_lazy("Wrong"), "bad"),
}


class Upload(forms.Form):
    """A list of members as a file."""

    file = forms.FileField(
        label=gettext_lazy("Your list"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx", "class": "file-input w-full"}),
        help_text=gettext_lazy(
            "Excel (XLSX) or CSV, one line for each member, heads on top; at most 10,000 lines "
            "and 3 MB."
        ),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )


class ColumnsForm(forms.Form):
    """What the columns are; the file itself travels with the form."""

    kept = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, heads: Sequence[str], titles: Mapping[str, str], **facts: Any
    ):
        super().__init__(data, **facts)
        named = [(str(at), head or "–") for at, head in enumerate(heads)]
        self.titles = titles
        for name, title in titles.items():
            self.fields[name] = forms.ChoiceField(
                label=title,
                choices=[("", _("not in this file")), *named],
                initial=str(guess) if (guess := _guess(name, title, heads)) is not None else "",
                required=False,
            )
        dressed(self)

    def asked(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[name] for name in self.titles]

    def clean(self) -> dict[str, Any]:
        """One column says one thing; somebody must be known by something."""
        told = super().clean() or self.cleaned_data
        chosen = [told[name] for name in self.titles if told.get(name)]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("Two fields have the same column."))
        if not any(told.get(name) for name in ("number", "email", "last_name", "company")):
            raise forms.ValidationError(
                _("Say which column holds the number, the e-mail or the last name.")
            )
        return told

    def columns(self) -> dict[str, int]:
        """The number of the column of each field that is in the file."""
        told = self.cleaned_data
        return {name: int(told[name]) for name in self.titles if told.get(name)}


@requires(Can.EDIT_MEMBERS)
def import_page(request: ShopRequest) -> HttpResponse:
    """A file is chosen; its columns are asked next."""
    form = dressed(Upload(sent(request), files=request.FILES or None))
    if request.method == "POST" and form.is_valid():
        upload: UploadedFile = form.cleaned_data["file"]
        data = upload.read(MOST_TABLE + 1)
        try:
            if len(data) > MOST_TABLE:
                raise BadTable(_("The file is too big: at most 3 MB."))
            lines = lines_of(data, most=MOST_LINES)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            columns = ColumnsForm(
                heads=lines[0], titles=_titles(request), initial={"kept": packed(data)}
            )
            return _asked(request, columns, lines)
    context = {"form": form, "requests": count_requests(request.shop.organisation_id)}
    status = UNPROCESSABLE if form.errors else 200
    return members_page(request, "import.html", context, status=status)


@requires(Can.EDIT_MEMBERS)
@require_POST
def import_columns(request: ShopRequest) -> HttpResponse:
    """What would become of each line; then, when it is wished, it does."""
    data = unpacked(request.POST.get("kept", ""))
    try:
        lines = lines_of(data or b"", most=MOST_LINES)
    except Refusal:
        return redirect("backoffice:import_members", request.shop.slug)
    form = ColumnsForm(request.POST, heads=lines[0], titles=_titles(request))
    if not form.is_valid() or "again" in request.POST:
        return _asked(request, form, lines)
    rows, faults = rows_from(lines, form.columns())
    by, at = request.actor, clock.now()
    context: dict[str, Any] = {"form": form}
    if "write" in request.POST:
        leaves_out = request.POST.get("leave_out") == "yes"
        try:
            found = import_members(
                request.shop, rows, faults, leaves_out_wrong=leaves_out, by=by, at=at
            )
        except Refusal as refusal:
            context["refusal"] = refusal.message
        else:
            return _report(request, found, {**context, "is_done": True})
    return _report(request, look_at(request.shop, rows, faults, by=by, at=at), context)


def _asked(request: ShopRequest, form: ColumnsForm, lines: list[list[str]]) -> HttpResponse:
    context = {
        "form": form,
        "heads": lines[0],
        "lines": lines[1 : 1 + SHOWN],
        "all": len(lines) - 1,
    }
    is_wrong = form.is_bound and form.errors and "again" not in request.POST
    status = UNPROCESSABLE if is_wrong else 200
    return members_page(request, "import_columns.html", context, status=status)


def _report(request: ShopRequest, found: list[Verdict], context: dict[str, Any]) -> HttpResponse:
    counts = {what: sum(each.what == what for each in found) for what in WHATS}
    first = sorted(found, key=lambda each: (each.what != WRONG, each.line))
    told = {
        **context,
        "verdicts": [(each, WHATS[each.what]) for each in first[:MOST_SHOWN]],
        "more": max(0, len(found) - MOST_SHOWN),
        "counts": [(WHATS[what], n) for what, n in counts.items() if n],
        "wrong": counts[WRONG],
        "writes": counts[NEW] + counts[CHANGED],
    }
    status = UNPROCESSABLE if context.get("refusal") else 200
    return members_page(request, "import_report.html", told, status=status)


def _titles(request: ShopRequest) -> dict[str, str]:
    questions = questions_to_members(request.shop.organisation_id)
    own = {f"{OWN}{code}": pick(each.label, speaks()) for code, each in questions.items()}
    return {**{name: str(TITLES[name]) for name in COLUMNS}, **own}


def _guess(name: str, title: Any, heads: Sequence[str]) -> int | None:
    known = {str(title).casefold(), name.casefold(), *ALSO.get(name, ())}
    return next((at for at, head in enumerate(heads) if head.casefold() in known), None)
