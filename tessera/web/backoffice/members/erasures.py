"""Who asked to be forgotten: by when an answer is due, and what it was."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tessera.domain.memberships.queries.desk import (
    members_meant,
    memberships_of,
    requests_of,
)
from tessera.domain.organisations.rules import Can
from tessera.flows import leaving
from tessera.flows.leaving import DONE, REFUSED
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.members.place import members_page, name_of, today_of
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE


class AnswerForm(forms.Form):
    """What becomes of a request."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[
            (DONE, gettext_lazy("Forget them: name, address and answers go, for good")),
            (REFUSED, gettext_lazy("Refuse: they stay, and I say why")),
        ],
        initial=DONE,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Why not"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed when you refuse; they have a right to know."),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what was sent, or nothing
        dressed(self)


@requires(Can.EDIT_MEMBERS)
@require_safe
def erasures(request: ShopRequest) -> HttpResponse:
    """Requests that wait, the most urgent first, and those that were answered."""
    organisation_id, today = request.shop.organisation_id, today_of(request)
    waiting = [
        (
            each,
            members_meant(organisation_id, email=each.email, person_id=each.person_id),
            (each.due_on - today).days,
        )
        for each in requests_of(organisation_id, is_open=True)
    ]
    context = {
        "waiting": [
            (each, [(member, name_of(member)) for member in meant], left)
            for each, meant, left in waiting
        ],
        "answered": requests_of(organisation_id, is_open=False),
        "requests": len(waiting),
    }
    return members_page(request, "erasures.html", context)


@requires(Can.EDIT_MEMBERS)
def erasure(request: ShopRequest, erasure_id: int) -> HttpResponse:
    """Shows who is meant and what goes, then takes the answer."""
    organisation_id = request.shop.organisation_id
    waiting = requests_of(organisation_id, is_open=True)
    found = next((each for each in waiting if each.pk == erasure_id), None)
    if found is None:
        raise Http404
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            leaving.answer_erasure(
                request.shop,
                found.pk,
                outcome=told["outcome"],
                answer=told["answer"],
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("answer", refusal.message)
        else:
            done = told["outcome"] == DONE
            said = _("They are forgotten.") if done else _("The refusal is noted.")
            messages.success(request, said)
            return redirect("backoffice:erasures", request.shop.slug)
    meant = members_meant(organisation_id, email=found.email, person_id=found.person_id)
    context = {
        "asked": found,
        "form": form,
        "meant": [(each, name_of(each), memberships_of(each.pk)) for each in meant],
        "left": (found.due_on - today_of(request)).days,
    }
    status = UNPROCESSABLE if form.errors else 200
    return members_page(request, "erasure.html", context, status=status)
