"""The money of one bank file: looked at, booked, or set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.invoices.arrivals import proposals_for
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.arrivals import (
    entries_in,
    entries_under,
    entry_of,
    file_of,
    kept_match,
    order_paid_into,
    orders_called,
    seen_among,
    sure_picks,
    tally,
)
from tessera.domain.payments.matching import Proposal
from tessera.domain.payments.models import BankEntry, BankFile
from tessera.flows.reconciling import AT_ONCE, book_chosen, choose_entries, match_again, set_aside
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import fragment, page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment

STEP = 100
TABS: dict[str, str | Promise] = {
    "sure": gettext_lazy("Exact matches"),
    "look": gettext_lazy("To check"),
    "unknown": gettext_lazy("Unknown"),
    "booked": gettext_lazy("Already validated"),
    "aside": gettext_lazy("Set aside"),
}
LOOK = ("likely", "partly", "overpaid")


@dataclass(frozen=True, slots=True)
class Row:
    """Money that came, with the order it probably pays."""

    entry: BankEntry
    proposal: Proposal

    @property
    def can_be_booked(self) -> bool:
        """Whether an order is proposed that waits for this money."""
        return self.proposal.kind in (*LOOK, "exact")

    @property
    def difference(self) -> int:
        """What is missing, or too much (below zero)."""
        return self.proposal.owed.balance - self.entry.amount if self.proposal.owed else 0


@requires(Can.VALIDATE_PAYMENTS)
def bank_file(request: ShopRequest, bank_file: int) -> HttpResponse:
    """What came in, under tabs: the exact ones are ticked; what is ticked is booked together."""
    file = _file(request, bank_file)
    if request.method == "POST":
        return _act(request, file)
    context = _shown(request, file)
    if is_fragment(request):
        return fragment(request, "accounting/bank_file.html#work", context)
    return page(request, "accounting/bank_file.html", context, section="bank")


@requires(Can.VALIDATE_PAYMENTS)
def bank_entry(request: ShopRequest, bank_file: int, bank_entry: int) -> HttpResponse:
    """One payment: people say which order it pays."""
    file = _file(request, bank_file)
    entry = entry_of(request.shop.id, bank_entry)
    if entry is None or entry.file_id != file.id:
        raise Http404
    if request.method == "POST":
        chosen = order_paid_into(request.actor, request.shop, request.POST.get("order", ""))
        if chosen is None:
            messages.error(request, _("There is no such order. Look for it by name or number."))
            return redirect("backoffice:bank_entry", request.shop.slug, file.id, entry.id)
        return _book(request, file, {entry.id: chosen.id})
    words = request.GET.get("q", "")
    ((_entry, proposal),) = proposals_for([entry], shop=request.shop, by=request.actor)
    context = {
        "file": file,
        "row": Row(entry, proposal),
        "words": words,
        "found": orders_called(request.actor, request.shop, words),
    }
    if is_fragment(request):
        return fragment(request, "accounting/bank_entry.html#payable", context)
    return page(request, "accounting/bank_entry.html", context, section="bank")


def _file(request: ShopRequest, file_id: int) -> BankFile:
    found = file_of(request.shop.id, file_id)
    if found is None:
        raise Http404
    return found


def _shown(request: ShopRequest, file: BankFile) -> dict[str, Any]:
    counts = tally(file)
    asked = request.GET.get("tab", "")
    tab = asked if counts.get(asked) and asked in TABS else _first(counts)
    number = _page_number(request.GET.get("page", ""), counts[tab])
    return {
        "file": file,
        "tab": tab,
        "tabs": [(code, title, counts[code]) for code, title in TABS.items()],
        "rows": _rows(request, file, tab=tab, number=number),
        "sure": counts["sure"],
        "waiting": counts["sure"] + counts["look"] + counts["unknown"],
        "is_long": counts["sure"] > STEP,
        "number": number,
        "more": number * STEP < counts[tab],
        "busy": counts["busy"],
    }


def _first(counts: Mapping[str, int]) -> str:
    return next((each for each in TABS if counts[each]), "sure")


def _rows(request: ShopRequest, file: BankFile, *, tab: str, number: int) -> list[Row]:
    entries = list(entries_under(file, tab)[(number - 1) * STEP : number * STEP])
    meant = {each.meant_id for each in entries if each.meant_id}
    seen = seen_among(request.actor, request.shop, meant) if meant else set()
    return [Row(each, kept_match(each, seen=seen)) for each in entries]


def _page_number(asked: str, count: int) -> int:
    last = max(1, -(-count // STEP))
    return min(int(asked), last) if asked.isdigit() and 0 < len(asked) < 6 and int(asked) else 1


def _act(request: ShopRequest, file: BankFile) -> HttpResponse:
    act = request.POST.get("act", "")
    ticked = [int(each) for each in request.POST.getlist("pick") if _is_id(each)]
    if act in ("aside", "back"):
        count = set_aside(
            file, entry_ids=ticked, aside=act == "aside", by=request.actor, at=clock.now()
        )
        _say_aside(request, count, aside=act == "aside")
        return _back(request, file)
    if act == "again":
        _say_again(request, match_again(file, by=request.actor))
        return _back(request, file)
    if act == "all":
        return _book(request, file, sure_picks(file))
    told = {each: request.POST.get(f"order-{each}", "") for each in ticked}
    picks = {each: int(order) for each, order in told.items() if _is_id(order)}
    if not picks:
        messages.error(request, _("Tick at least one line first."))
        return _back(request, file)
    return _book(request, file, picks)


def _book(request: ShopRequest, file: BankFile, picks: dict[int, int]) -> HttpResponse:
    at = clock.now()
    try:
        count = choose_entries(file, picks=picks, by=request.actor, at=at)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return _back(request, file)
    if count <= AT_ONCE:
        book_chosen(file_id=file.id, at=at.isoformat(), language=request.LANGUAGE_CODE)
        _say_booked(request, file, picks)
    return _back(request, file)


def _say_booked(request: ShopRequest, file: BankFile, picks: dict[int, int]) -> None:
    status = BankEntry.Status
    tried = list(entries_in(file).filter(id__in=picks))
    done = sum(each.status == status.BOOKED for each in tried)
    refused = [each for each in tried if each.refusal and each.status == status.OPEN]
    if done:
        said = ngettext(
            "%(count)d payment validated. The tickets are on their way to the buyer.",
            "%(count)d payments validated. The tickets are on their way to the buyers.",
            done,
        )
        messages.success(request, said % {"count": done})
    if len(refused) == 1:
        messages.error(request, refused[0].refusal)
    elif refused:
        said = _("%(count)d payments could not be validated; each says why.")
        messages.error(request, said % {"count": len(refused)})


def _say_aside(request: ShopRequest, count: int, *, aside: bool) -> None:
    if not count:
        messages.error(request, _("Tick at least one line first."))
        return
    if aside:
        said = ngettext("%(count)d line set aside.", "%(count)d lines set aside.", count)
    else:
        said = ngettext("%(count)d line taken back.", "%(count)d lines taken back.", count)
    messages.success(request, said % {"count": count})


def _say_again(request: ShopRequest, count: int) -> None:
    if not count:
        messages.success(request, _("Looked through again: nothing has changed."))
        return
    said = ngettext(
        "Looked through again: %(count)d payment now leads elsewhere.",
        "Looked through again: %(count)d payments now lead elsewhere.",
        count,
    )
    messages.success(request, said % {"count": count})


def _back(request: ShopRequest, file: BankFile) -> HttpResponse:
    tab = request.POST.get("tab", "")
    address = reverse("backoffice:bank_file", args=[request.shop.slug, file.id])
    return redirect(f"{address}?tab={tab}" if tab in TABS else address)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
