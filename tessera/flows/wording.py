"""A shop says its automatic mails in its own words, or leaves some unsent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.mailing import actions as mailing
from tessera.domain.mailing.errors import MailIsNeeded, UnknownVariable
from tessera.domain.mailing.mail import Told, mail_part
from tessera.domain.mailing.wording import Words, unknown_in, variables_of
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def say_mail(shop_id: int, code: str, words: Words, *, by: Actor, at: datetime) -> None:
    """Write subject and introduction of one mail, and whether it is sent.

    Refuses (UnknownVariable) braces that say nothing, and (MailIsNeeded) to switch off what
    buyers cannot do without.
    """
    require(by, Can.EDIT_SETTINGS)
    shop, mail = _locked(shop_id, code, by=by)
    for text in (*words.subject.values(), *words.intro.values()):
        require_known(text, mail)
    if mail.needed and not words.is_on:
        raise MailIsNeeded(_("This mail cannot be switched off: %(why)s") % {"why": mail.needed})
    mailing.keep_words(shop.id, code, words)
    _note("mail.edited", shop, code, by=by, at=at, is_on=words.is_on)


@transaction.atomic(durable=True)
def reset_mail(shop_id: int, code: str, *, by: Actor, at: datetime) -> None:
    """Forget the shop's own words for one mail: it is sent as we say it."""
    require(by, Can.EDIT_SETTINGS)
    shop, _mail = _locked(shop_id, code, by=by)
    if mailing.forget_words(shop.id, code):
        _note("mail.reset", shop, code, by=by, at=at)


def require_known(text: str, mail: Told) -> None:
    """Refuses (UnknownVariable) the first thing in braces that is no variable of the mail."""
    unknown = unknown_in(text, variables_of(mail))
    if unknown:
        said = _("“%(text)s” says nothing. Use one of the variables that are listed.")
        raise UnknownVariable(said % {"text": unknown[0]}, text=unknown[0])


def _locked(shop_id: int, code: str, *, by: Actor) -> tuple[Shop, Told]:
    part = mail_part(code)
    if part is None:
        raise NotFound(_("There is no such mail."))
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    return shop, part()


def _note(verb: str, shop: Shop, code: str, *, by: Actor, at: datetime, **facts: bool) -> None:
    activity.record(verb, of=("shop", shop.id), shop=shop, by=by, at=at, mail=code, **facts)
