"""Bank files: uploaded, and the list of those that were."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tessera.domain.organisations.rules import Can
from tessera.domain.payments.arrivals import columns_for, files_of
from tessera.domain.payments.errors import UnreadableFile
from tessera.domain.payments.statements import (
    FORMATS,
    MOST_BYTES,
    Table,
    format_of,
    require_size,
)
from tessera.flows.reconciling import Taken, take_bank_file
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.accounting.bank_forms import (
    MOST_TABLE,
    ColumnsForm,
    Upload,
    packed,
    unpacked,
)
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent

ZIPPED = b"PK\x03\x04"


@requires(Can.VALIDATE_PAYMENTS)
def bank_files(request: ShopRequest) -> HttpResponse:
    """The files that were read, and room for the next one."""
    form = Upload(sent(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _listed(request, form)
    upload: UploadedFile = form.cleaned_data["file"]
    try:
        data = upload.read(MOST_BYTES + 1)
        require_size(data)
        table = None if data.startswith(ZIPPED) else format_of(data).table(data)
        if table is None:
            return _take(request, name=upload.name or "", data=data)
        known = columns_for(request.shop.id, table.heads)
        if known is not None:
            return _take(
                request, name=upload.name or "", data=data, heads=table.heads, columns=known
            )
        return _ask_columns(request, name=upload.name or "", data=data, table=table)
    except Refusal as refusal:
        form.add_error("file", refusal.message)
        return _listed(request, form)


@requires(Can.VALIDATE_PAYMENTS)
@require_POST
def bank_columns(request: ShopRequest) -> HttpResponse:
    """Reads a table with the columns that people have named; asks again where that fails."""
    data = unpacked(request.POST.get("kept", ""))
    try:
        table = format_of(data).table(data) if data else None
        if data is None or table is None:
            raise UnreadableFile(_("Choose the file again."))
        form = ColumnsForm(request.POST, table=table, shop=request.shop)
        if not form.is_valid():
            return _asked(request, form, table)
        return _take(
            request,
            name=form.cleaned_data["name"],
            data=data,
            heads=table.heads,
            columns=form.columns(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("backoffice:bank_files", request.shop.slug)


def _listed(request: ShopRequest, form: forms.Form) -> HttpResponse:
    context = {
        "form": form,
        "files": files_of(request.shop.id),
        "formats": {code: part.name for code, part in FORMATS.all().items()},
    }
    status = 422 if form.errors else 200
    return page(request, "accounting/bank_files.html", context, section="bank", status=status)


def _take(request: ShopRequest, **told: Any) -> HttpResponse:
    taken = take_bank_file(request.shop, by=request.actor, at=clock.now(), **told)
    _say(request, taken)
    return redirect("backoffice:bank_file", request.shop.slug, taken.file.id)


def _say(request: ShopRequest, taken: Taken) -> None:
    if taken.is_again:
        messages.info(request, _("This very file was read before: here is what became of it."))
        return
    said = ngettext(
        "%(count)d payment read. Nothing is booked yet: look, then validate.",
        "%(count)d payments read. Nothing is booked yet: look, then validate.",
        taken.new,
    )
    messages.success(request, said % {"count": taken.new})
    if taken.known:
        said = ngettext(
            "%(count)d payment stood in an earlier file and is not counted again.",
            "%(count)d payments stood in earlier files and are not counted again.",
            taken.known,
        )
        messages.info(request, said % {"count": taken.known})


def _ask_columns(request: ShopRequest, *, name: str, data: bytes, table: Table) -> HttpResponse:
    if len(data) > MOST_TABLE:
        raise UnreadableFile(_("This table is too big: take fewer days at once (at most 3 MB)."))
    form = ColumnsForm(
        initial={"name": name[:200], "kept": packed(data)}, table=table, shop=request.shop
    )
    return _asked(request, form, table)


def _asked(request: ShopRequest, form: ColumnsForm, table: Table) -> HttpResponse:
    context = {"form": form, "table": table}
    status = 422 if form.errors else 200
    return page(request, "accounting/bank_columns.html", context, section="bank", status=status)
