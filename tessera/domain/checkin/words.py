"""What a verdict says to people, in their language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.checkin.rules import Answer, TicketFacts, ToldFacts, Verdict
from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.rules import say as say_answer
from tessera.domain.forms.rules import short
from tessera.lib.i18n import pick, say_date

TITLES = {
    Answer.WELCOME: gettext_lazy("Welcome"),
    Answer.AGAIN: gettext_lazy("Already in"),
    Answer.WRONG_DATE: gettext_lazy("Another date"),
    Answer.WRONG_ZONE: gettext_lazy("Another entrance"),
    Answer.CANCELLED: gettext_lazy("Cancelled"),
    Answer.UNPAID: gettext_lazy("Not paid"),
    Answer.TEST: gettext_lazy("Test ticket"),
    Answer.UNKNOWN: gettext_lazy("Unknown code"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a verdict: what is said loud, why, whose ticket it is, and what they told."""

    title: str
    detail: str
    holder: str = ""
    about: str = ""
    sign: str = ""
    told: tuple[tuple[str, str], ...] = ()


def say(verdict: Verdict, *, language: str, time_zone: str) -> Said:
    """The verdict in words; names no ticket when there is none."""
    title = str(TITLES[verdict.answer])
    if verdict.ticket is None:
        return Said(title, _("This is no ticket of this shop."))
    return Said(
        title=title,
        detail=_detail(verdict, verdict.ticket, language, time_zone),
        holder=verdict.ticket.holder,
        about=_about(verdict.ticket, language),
        sign=verdict.ticket.sign,
        told=tuple(_told(each, language) for each in verdict.ticket.told),
    )


def _told(facts: ToldFacts, language: str) -> tuple[str, str]:
    """A question and its answer, short: a steward reads it in a second."""
    question = QuestionFacts(kind=facts.kind, label=facts.label, options=facts.options)
    return pick(facts.label, language), short(say_answer(question, facts.value, language))


def _detail(verdict: Verdict, ticket: TicketFacts, language: str, time_zone: str) -> str:
    if verdict.answer is Answer.AGAIN and verdict.before:
        return _since(verdict, language, time_zone)
    if verdict.answer is Answer.WRONG_DATE:
        event = pick(ticket.event, language)
        when = say_date(ticket.starts_at, time_zone, language) if ticket.starts_at else ""
        return _("This ticket is for %(event)s, %(when)s.") % {"event": event, "when": when}
    if verdict.answer is Answer.WRONG_ZONE:
        return _("This ticket is for %(zone)s.") % {"zone": pick(ticket.zone, language)}
    if verdict.answer is Answer.CANCELLED:
        return _("This ticket no longer opens the door.")
    if verdict.answer is Answer.UNPAID:
        return _("Send the holder to the ticket office to pay.")
    if verdict.answer is Answer.TEST:
        return _("It was ordered to try the shop out and opens no door.")
    return ""


def _since(verdict: Verdict, language: str, time_zone: str) -> str:
    assert verdict.before is not None
    since = say_date(verdict.before.at, time_zone, language, _form(verdict))
    gate = pick(verdict.before.gate, language)
    if gate:
        return _("Since %(time)s, %(gate)s") % {"time": since, "gate": gate}
    return _("Since %(time)s") % {"time": since}


def _form(verdict: Verdict) -> str:
    """The hour says enough on the day of the performance."""
    ticket, before = verdict.ticket, verdict.before
    if ticket and before and ticket.starts_at and before.at.date() == ticket.starts_at.date():
        return "time"
    return "short"


def _about(ticket: TicketFacts, language: str) -> str:
    """Zone, tariff, seat, and which of several it is: "Stalls · Full price · 1 of 3"."""
    parts = [pick(ticket.zone, language), pick(ticket.tariff, language), ticket.seat]
    if ticket.places > 1:
        parts.append(
            _("%(place)d of %(places)d") % {"place": ticket.place, "places": ticket.places}
        )
    return " · ".join(part for part in parts if part)
