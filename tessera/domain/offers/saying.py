"""Why an offer or a code does not apply, in words that name the way out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.offers.errors import (
    CodeNotCombinable,
    CodeNotForThis,
    CodeNotForYou,
    CodeNotYet,
    CodeOver,
    CodeRefused,
    CodeServesLess,
    CodeUnknown,
    CodeUsedUp,
)
from tessera.domain.offers.rules import LiveOffer, Rule, Why
from tessera.lib.i18n import pick, say_date

FEW_NAMES = 3
"""So many things that a code is for are named; of more the first ones."""

REFUSALS: Mapping[Rule, type[CodeRefused]] = {
    Rule.OFF: CodeUnknown,
    Rule.NOT_YET: CodeNotYet,
    Rule.OVER: CodeOver,
    Rule.CHANNEL: CodeNotForYou,
    Rule.KNOWN: CodeNotForYou,
    Rule.NEWSLETTER: CodeNotForYou,
    Rule.CHOSEN: CodeNotForYou,
    Rule.MEMBERS: CodeNotForYou,
    Rule.TOO_MANY: CodeServesLess,
    Rule.QUOTA: CodeUsedUp,
    Rule.USED_UP: CodeUsedUp,
    Rule.BETTER: CodeNotCombinable,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told: in which language, by which clock."""

    language: str
    time_zone: str


def refusal_of(why: Why, *, code: str, reader: Reader) -> CodeRefused:
    """The refusal of a code: its class, its words, its figures."""
    kind = REFUSALS.get(why.rule, CodeNotForThis)
    return kind(say_why(why, name=code, reader=reader), typed=code, most=why.most, has=why.has)


def unknown(code: str) -> CodeUnknown:
    """No code reads so."""
    words = _("There is no code “%(name)s”. Check it letter by letter, or go on without it.")
    return CodeUnknown(words % {"name": code}, typed=code)


def say_why(why: Why, *, name: str, reader: Reader) -> str:
    """Why it does not apply; `name` is the code that was typed, or what the offer is called."""
    return _SAID[why.rule](why, name, reader)


def _plain(words: Callable[[], str]) -> Callable[[Why, str, Reader], str]:
    return lambda why, name, reader: words() % {"name": name}


def _not_yet(why: Why, name: str, reader: Reader) -> str:
    words = _("“%(name)s” cannot be used yet: it begins on %(day)s.")
    return words % {"name": name, "day": _day(why.offer, "starts_at", reader)}


def _over(why: Why, name: str, reader: Reader) -> str:
    words = _("“%(name)s” can no longer be used: it ended on %(day)s.")
    return words % {"name": name, "day": _day(why.offer, "ends_at", reader)}


def _day(offer: LiveOffer | None, which: str, reader: Reader) -> str:
    moment = getattr(offer, which, None)
    return say_date(moment, reader.time_zone, reader.language, "short") if moment else "…"


def _nothing(why: Why, name: str, reader: Reader) -> str:
    limits = why.offer.limits if why.offer else ()
    names = [pick(limit.name, reader.language) for limit in limits]
    things = ", ".join(_("“%(name)s”") % {"name": each} for each in names[:FEW_NAMES] if each)
    if not things:
        return _("Nothing in your cart is what “%(name)s” is for.") % {"name": name}
    if len(names) > FEW_NAMES:
        things += "…"
    words = _("“%(name)s” is for %(things)s: nothing of that is in your cart.")
    return words % {"name": name, "things": things}


def _too_few(why: Why, name: str, reader: Reader) -> str:
    words = ngettext(
        "“%(name)s” begins at %(least)d ticket; your cart has %(has)d that count.",
        "“%(name)s” begins at %(least)d tickets; your cart has %(has)d that count.",
        why.most,
    )
    return words % {"name": name, "least": why.most, "has": why.has}


def _too_many(why: Why, name: str, reader: Reader) -> str:
    facts = {"name": name, "most": why.most, "has": why.has}
    thing = pick(why.thing, reader.language)
    if thing:
        words = ngettext(
            "“%(name)s” serves at most %(most)d ticket of “%(thing)s” an order; your cart has"
            " %(has)d. Take fewer, or remove the code.",
            "“%(name)s” serves at most %(most)d tickets of “%(thing)s” an order; your cart has"
            " %(has)d. Take fewer, or remove the code.",
            why.most,
        )
        return words % (facts | {"thing": thing})
    words = ngettext(
        "“%(name)s” serves at most %(most)d ticket an order; your cart has %(has)d. Take fewer,"
        " or remove the code.",
        "“%(name)s” serves at most %(most)d tickets an order; your cart has %(has)d. Take fewer,"
        " or remove the code.",
        why.most,
    )
    return words % facts


def _quota(why: Why, name: str, reader: Reader) -> str:
    if why.most <= 0:
        return _used_up(why, name, reader)
    words = ngettext(
        "“%(name)s” can serve only %(most)d more ticket; your cart has %(has)d. Take fewer, or"
        " remove the code.",
        "“%(name)s” can serve only %(most)d more tickets; your cart has %(has)d. Take fewer, or"
        " remove the code.",
        why.most,
    )
    return words % {"name": name, "most": why.most, "has": why.has}


def _used_up(why: Why, name: str, reader: Reader) -> str:
    words = _(
        "“%(name)s” is used up: it has served as often as it may. Go on without it,"
        " or use another code."
    )
    return words % {"name": name}


def _better(why: Why, name: str, reader: Reader) -> str:
    other = pick(why.thing, reader.language)
    words = _(
        "“%(name)s” cannot be combined with “%(other)s”, which saves you more: you keep that one."
    )
    return words % {"name": name, "other": other}


_SAID: Mapping[Rule, Callable[[Why, str, Reader], str]] = {
    Rule.OFF: _plain(lambda: _("“%(name)s” was switched off. Go on without it.")),
    Rule.NOT_YET: _not_yet,
    Rule.OVER: _over,
    Rule.CHANNEL: _plain(lambda: _("“%(name)s” is not for what is bought here.")),
    Rule.CURRENCY: _plain(lambda: _("“%(name)s” does not serve the currency of your cart.")),
    Rule.KNOWN: _plain(
        lambda: _(
            "“%(name)s” is for who has ordered here before. Log in, or give the e-mail of that"
            " order."
        )
    ),
    Rule.NEWSLETTER: _plain(
        lambda: _(
            "“%(name)s” is for subscribers of our newsletter. Log in, or give the e-mail at which"
            " you get it."
        )
    ),
    Rule.CHOSEN: _plain(
        lambda: _(
            "“%(name)s” is for customers whom we have invited. Log in, or give the e-mail at"
            " which you were."
        )
    ),
    Rule.MEMBERS: _plain(
        lambda: _("“%(name)s” is for members. Log in with the account of your membership.")
    ),
    Rule.KIND: _plain(
        lambda: _(
            "“%(name)s” cannot be used with gift vouchers or articles in the cart. Order those"
            " apart, or go on without the code."
        )
    ),
    Rule.NOTHING: _nothing,
    Rule.TOO_FEW: _too_few,
    Rule.TOO_MANY: _too_many,
    Rule.QUOTA: _quota,
    Rule.USED_UP: _used_up,
    Rule.NO_GAIN: _plain(lambda: _("“%(name)s” takes nothing off what is in your cart.")),
    Rule.BETTER: _better,
}
