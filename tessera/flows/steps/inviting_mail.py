"""The mail that asks somebody to join a team."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.mailing.letters import compose_for
from tessera.domain.mailing.mail import Button, Letter
from tessera.domain.mailing.senders import Parcel
from tessera.domain.organisations.models import Invitation
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import speaking


def invitation_url(key: str) -> str:
    """Where the invitation is accepted."""
    return settings.PUBLIC_URL + reverse("backoffice:invitation", args=[key])


def parcel_of(invitation: Invitation, *, key: str, shop: Shop, language: str) -> Parcel:
    """The mail, ready to leave, in the colours of the shop and the language of who invites."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organisation = invitation.organisation.name
    with speaking(language):
        letter = _letter(invitation, url=invitation_url(key))
        why = _("You receive this mail because somebody invited you to work with them.")
        html, text = compose_for(letter, shop=shop, language=language, why=why)
    return Parcel(
        message_id=f"<invitation-{invitation.pk}.{invitation.digest[:12]}@{_domain(address)}>",
        sender=formataddr((organisation, address)),
        to=invitation.email,
        reply_to=shop.contact_email,
        subject=letter.subject,
        text=text,
        html=html,
        language=language,
    )


def _letter(invitation: Invitation, *, url: str) -> Letter:
    facts = {
        "who": str(invitation.invited_by or invitation.organisation),
        "organisation": invitation.organisation.name,
    }
    return Letter(
        subject=_("%(who)s invites you to work with %(organisation)s") % facts,
        headline=_("Welcome to the team"),
        paragraphs=(
            _("%(who)s invites you to work on the ticketing of %(organisation)s.") % facts,
            _("The link below is for you alone, works once and for fourteen days."),
        ),
        button=Button(_("Accept the invitation"), url),
        shows_order=False,
        closing=(_("You did not expect this? Then do nothing: the link stays without effect."),),
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2] or "localhost"
