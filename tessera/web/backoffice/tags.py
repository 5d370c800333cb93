"""What templates of the back office say in one word."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from django import template
from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.places import map_address
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib.i18n import pick as pick_text
from tessera.lib.i18n import say_date
from tessera.lib.ids import readable_serial
from tessera.lib.money import Money
from tessera.web.backoffice import words
from tessera.web.backoffice.members.words import day_said
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme.marks import fill
from tessera.web.backoffice.verbs import VERBS

register = template.Library()

KINDS = {
    "order": words.ORDER_STATUSES,
    "payment": words.PAYMENT_STATUSES,
    "refund": words.REFUND_STATUSES,
    "ticket": words.TICKET_STATUSES,
    "message": words.MESSAGE_STATUSES,
    "scan": words.VERDICTS,
    "date": words.DATE_STATUSES,
    "event": words.EVENT_STATUSES,
    "verb": VERBS,
}


@register.filter
def pick(text: Mapping[str, str] | None) -> str:
    """A translated text in the reader's language."""
    return pick_text(text, speaks())


@register.filter
def initials(person: Any) -> str:
    """Two letters for a person."""
    letters = f"{person.first_name[:1]}{person.last_name[:1]}" or person.email[:2]
    return letters.upper()


@register.filter
def method(code: str, names: Any = "") -> str:
    """What a way to pay is called; `names` are those of the shop."""
    return names(code) if names else words.method_name(code)


@register.filter
def channel(code: str) -> str:
    """What a kind of door is called."""
    return str(words.word(words.CHANNELS, code))


@register.filter
def civility(code: str) -> str:
    """How a person is addressed, or nothing."""
    return str(words.CIVILITIES.get(code, ""))


@register.filter
def language_said(code: str) -> str:
    """A language by its name in the reader's language."""
    return Locale.parse(code[:2]).get_display_name(speaks()) or code if code else "–"


@register.filter
def country_said(code: str) -> str:
    """A country by its name in the reader's language."""
    return Locale.parse(speaks()).territories.get(code, code)


@register.filter
def message_kind(code: str) -> str:
    """What a message is about."""
    return words.mail_name(code)


@register.filter
def right(code: str) -> str:
    """What a right allows."""
    return str(words.RIGHTS.get(code, code))


@register.filter
def profile(found: Any) -> str:
    """The name of a profile; the ready-made ones are translated."""
    return words.profile_name(found)


@register.filter
def ticket_number(ticket: Ticket) -> str:
    """What can be read aloud."""
    return readable_serial(ticket.serial)


@register.filter
def fill_step(percent: int | None) -> int:
    """Tenths, for the colour of a fill rate."""
    return 0 if percent is None else min(max(percent, 0), 100) // 10


register.simple_tag(fill)


@register.simple_tag
def word(kind: str, code: str) -> SafeString:
    """A status as a word on its colour."""
    said = words.word(KINDS[kind], code)
    return format_html('<span class="tag tag-{}">{}</span>', said.tone, said.text)


@register.simple_tag
def money(amount: int, currency: str) -> str:
    """An amount for people."""
    return Money(amount, currency).format(speaks())


@register.simple_tag(takes_context=True)
def when(context: Mapping[str, Any], moment: datetime | None, form: str = "short") -> str:
    """A moment on the clock of the shop."""
    shop: Shop = context["shop"]
    return say_date(moment, shop.time_zone, speaks(), form) if moment else "–"


@register.simple_tag
def shop_url(shop: Shop) -> str:
    """The first page of the public shop, or nothing where there is none."""
    return _address("shop:home", shop=shop.slug)


@register.simple_tag
def event_url(shop: Shop, slug: str) -> str:
    """The public page of an event, or nothing where there is none."""
    return _address("shop:event", shop=shop.slug, event=slug)


@register.simple_tag
def event_map(event: Event) -> str:
    """Where the event is on OpenStreetMap: its position, or its address; "" for neither."""
    return map_address(event)


@register.filter
def day(found: date | None) -> str:
    """A day as people write it; none is no end."""
    return day_said(found)


@register.filter
def said_plainly(shown: datetime) -> str:
    """What a wall clock shows, in words; for times that may not exist."""
    return say_date(shown.replace(tzinfo=UTC), "UTC", speaks(), "short")


@register.filter
def category(code: str) -> str:
    """What kind of event it is."""
    return str(words.CATEGORIES.get(code, code))


@register.filter
def picture_small(picture: FieldFile) -> str:
    """The address of the smallest width of a picture."""
    return picture.url.removesuffix(".webp") + "-480.webp"


@register.simple_tag
def languages_offered() -> list[tuple[str, str]]:
    """The languages of the interface that are complete."""
    own = {"fr": "Français", "en": "English"}
    return [(code, own[code]) for code, _ in settings.LANGUAGES if code in own]


def _address(name: str, **parts: str) -> str:
    try:
        return reverse(name, kwargs=parts)
    except NoReverseMatch:
        return ""


@register.filter
def refund_reason(code: str) -> str:
    """Why money goes back."""
    return str(words.REFUND_REASONS.get(code, code))


@register.filter
def way_back(code: str) -> str:
    """In which way money was sent by hand."""
    return str(words.WAYS_BACK.get(code, code))


@register.filter
def field_start(value: float, half: float) -> str:
    """Where the field of a dot begins: half a step before it."""
    return f"{value - half:.1f}"


@register.filter
def actor_label(label: str) -> str:
    """Who acted, when it was nobody with a name."""
    return str(words.ACTORS.get(label, label))


@register.filter
def field_said(name: str) -> str:
    """What a field of a customer or buyer is called; one without a word is shown as it is."""
    return str(words.FIELDS.get(name, name.replace("_", " ")))


@register.filter
def attachment(kind: str) -> str:
    """What is attached to a message."""
    return str(words.ATTACHMENTS.get(kind, kind))


@register.filter
def buyer_field(name: str) -> str:
    """What a corrected field of an order is called."""
    return str(words.BUYER_FIELDS.get(name, name))
