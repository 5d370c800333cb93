"""Automatic mails: when they go out, in whose words, and how they look."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.activity.models import Activity
from tessera.domain.mailing.letters import compose, compose_for_member
from tessera.domain.mailing.mail import (
    MAILS,
    MEMBER_MAILS,
    Letter,
    Mail,
    MemberMail,
    MemberOccasion,
    Occasion,
    Told,
    mail_part,
)
from tessera.domain.mailing.models import MailText
from tessera.domain.mailing.queries import last_order, last_time, own_words, own_words_of
from tessera.domain.mailing.wording import Words, letter_of, member_letter_of, variables_of
from tessera.domain.memberships.queries.standing import last_membership
from tessera.domain.orders.queries.orders import find_order
from tessera.domain.organisations.rules import Can
from tessera.flows.steps.links import order_url, pay_url
from tessera.flows.steps.member_mail import occasion_of
from tessera.flows.wording import reset_mail, say_mail
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import speaking
from tessera.web.backoffice.marketing.forms import MailForm
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

STORY = (
    "order_noted",
    "order_authorised",
    "order_refused",
    "approval_withdrawn",
    "order_placed",
    "payment_reminder",
    "order_paid",
    "tickets_resent",
    "payment_failed",
    "payment_unclear",
    "order_expired",
    "order_cancelled",
    "payment_returned",
    "payment_refunded",
)
"""The mails in the order in which a purchase may meet them; what others add comes after."""

MEMBER_STORY = (
    "membership_started",
    "membership_reminder",
    "renewal_announced",
    "membership_renewed",
    "renewal_failed",
    "membership_stopped",
    "membership_ended",
    "membership_lapsed",
)
"""The same for the mails to members."""

AS_READ = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox"
)


@requires(Can.EDIT_SETTINGS)
@require_safe
def mails(request: ShopRequest) -> HttpResponse:
    """Every automatic mail, with when it goes out and whether it does."""
    own = own_words(request.shop.id)
    parts: list[tuple[str, type[Told]]] = sorted(
        MAILS.all().items(), key=lambda each: _place(each[0])
    )
    if request.shop.takes_members:
        parts += sorted(MEMBER_MAILS.all().items(), key=lambda each: _place(each[0]))
    shown = [_row(part(), own.get(code)) for code, part in parts]
    return page(request, "marketing/mails.html", {"mails": shown}, section="mails")


@requires(Can.EDIT_SETTINGS)
def edit_mail(request: ShopRequest, mail: str) -> HttpResponse:
    """Subject and introduction in the shop's own words, beside what buyers read."""
    part = _part(mail)
    stored = own_words_of(request.shop.id, mail)
    form = MailForm(sent(request), initial=MailForm.shown(stored), shop=request.shop, mail=part)
    guard(form)
    context: dict[str, Any] = {
        "form": form,
        "mail": part,
        "variables": variables_of(part).items(),
        "has_own": stored is not None,
        "languages": [
            (code, get_language_info(code)["name_translated"].capitalize())
            for code in request.shop.languages
        ],
        "has_example": _show_ours(request, form, part),
    }
    if not form.is_bound:
        return page(request, "marketing/mail.html", context, section="mails")
    if form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _said(request, form, mail):
            messages.success(request, _("Saved. The next mail says it so."))
            return redirect("backoffice:edit_mail", request.shop.slug, mail)
    return page(request, "marketing/mail.html", context, section="mails", status=UNPROCESSABLE)


@requires(Can.EDIT_SETTINGS)
@xframe_options_sameorigin
def mail_preview(request: ShopRequest, mail: str) -> HttpResponse:
    """The mail as a buyer reads it, of a recent order; sent words are tried without saving."""
    part = _part(mail)
    language = _language(request)
    words: Words | MailText | None = own_words_of(request.shop.id, mail)
    if request.method == "POST":
        form = MailForm(request.POST, shop=request.shop, mail=part)
        if not form.is_valid():
            said = " ".join(str(each) for errors in form.errors.values() for each in errors)
            return _framed(format_html("<p>{}</p>", said))
        words = form.words()
    occasion = _occasion(request, part, language)
    if occasion is None:
        return _framed(format_html("<p>{}</p>", _("There is no example yet to show it with.")))
    with speaking(language):
        letter, html = _shown(part, occasion, words)
    return _framed(html, subject=letter.subject)


@requires(Can.EDIT_SETTINGS)
@require_POST
def reset(request: ShopRequest, mail: str) -> HttpResponse:
    """Back to our words."""
    _part(mail)
    reset_mail(request.shop.id, mail, by=request.actor, at=clock.now())
    messages.success(request, _("Your own words are gone: the mail says what it said before."))
    return redirect("backoffice:edit_mail", request.shop.slug, mail)


def _said(request: ShopRequest, form: MailForm, code: str) -> bool:
    try:
        say_mail(request.shop.id, code, form.words(), by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _shown(
    mail: Told, occasion: Occasion | MemberOccasion, words: Words | MailText | None
) -> tuple[Letter, str]:
    if isinstance(mail, MemberMail) and isinstance(occasion, MemberOccasion):
        letter = member_letter_of(mail, occasion, words=words)
        return letter, compose_for_member(letter, occasion)[0]
    assert isinstance(mail, Mail) and isinstance(occasion, Occasion)
    letter = letter_of(mail, occasion, words=words)
    return letter, compose(letter, order=occasion.order)[0]


def _part(code: str) -> Told:
    part = mail_part(code)
    if part is None:
        raise Http404
    return part()


def _row(mail: Told, own: MailText | None) -> dict[str, Any]:
    spoken = sorted({*own.subject, *own.intro}) if own else []
    is_on = bool(mail.needed) or own is None or own.is_on
    return {"mail": mail, "is_on": is_on, "own_languages": spoken}


def _place(code: str) -> tuple[int, str]:
    told = STORY + MEMBER_STORY
    return (told.index(code) if code in told else len(told), code)


def _language(request: ShopRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or ""
    spoken: list[str] = request.shop.languages
    return asked if asked in spoken else spoken[0]


def _show_ours(request: ShopRequest, form: MailForm, mail: Told) -> bool:
    occasion = None
    for language in request.shop.languages:
        occasion = _occasion(request, mail, language)
        if occasion is None:
            return False
        with speaking(language):
            form.show_ours(language, _shown(mail, occasion, None)[0])
    return occasion is not None


def _occasion(request: ShopRequest, mail: Told, language: str) -> Occasion | MemberOccasion | None:
    """A recent order, or membership, to which it happened, or the newest one as if it had; rather
    one of which it says something true; in this language."""
    if isinstance(mail, MemberMail):
        return _member_occasion(request, mail, language)
    assert isinstance(mail, Mail)
    happened, order_id = _example(request, mail)
    order = find_order(order_id) if order_id else None
    if order is None:
        return None
    order.language = language
    if happened is None:
        facts = mail.example(order)
        happened = Activity(verb=mail.on, subject="order", subject_id=order.pk, facts=facts)
    return Occasion(happened, order, order_url(order), pay_url(order))


def _example(request: ShopRequest, mail: Mail) -> tuple[Activity | None, int | None]:
    """What happened, and to which order; the order alone where it happened to none."""
    shop, actor, verbs = request.shop, request.actor, (mail.on, *mail.also_on)
    for statuses in dict.fromkeys((mail.shown_with, ())):
        happened = last_time(actor, shop.id, verbs, statuses=statuses)
        if happened is not None:
            return happened, happened.subject_id
        newest = last_order(actor, shop.id, statuses=statuses)
        if newest is not None:
            return None, newest.pk
    return None, None


def _member_occasion(
    request: ShopRequest, mail: MemberMail, language: str
) -> MemberOccasion | None:
    found = last_membership(request.shop.organisation_id)
    if found is None:
        return None
    found.member.language = language
    facts = {"on": found.ends_on and found.ends_on.isoformat(), "card": "Visa 4242", "again": True}
    told = Activity(verb=mail.on, subject="membership", subject_id=found.pk, facts=facts)
    return occasion_of(told, found)


def _framed(html: str, *, subject: str = "") -> HttpResponse:
    if subject:
        line = format_html(
            '<div style="font:600 15px sans-serif;padding:10px 14px;background:#fff;color:#1c1b22;'
            'border-bottom:1px solid #ccc">{} {}</div>',
            _("Subject:"),
            subject,
        )
        head, body, rest = html.partition("<body")
        tag, close, content = rest.partition(">")
        html = f"{head}{body}{tag}{close}{line}{content}"
    answer = HttpResponse(html)
    answer["Content-Security-Policy"] = AS_READ
    answer["Cache-Control"] = "private, no-store"
    return answer
