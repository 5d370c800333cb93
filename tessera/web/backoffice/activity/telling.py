"""What happened, as people read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.things import Thing, Things, things_of
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.verbs import VERBS
from tessera.web.backoffice.words import ACTORS, FIELDS, REFUND_REASONS, SUBJECTS, Word, word

TOLD = ("reason", "note", "name", "email")
"""Facts that are said as they are; reasons that programs give have words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    activity: Activity
    what: Word
    who: str
    thing: str
    url: str
    details: str


def lines_of(rows: Sequence[Activity], *, shop: Shop, actor: Actor) -> list[Line]:
    """These activities with the names and addresses of their things."""
    things = things_of(rows, actor=actor)
    return [_line(one, things, shop) for one in rows]


def file_lines(blocks: Iterator[list[Activity]], *, shop: Shop, actor: Actor) -> Iterator[Line]:
    """The same for a file, block by block."""
    for block in blocks:
        yield from lines_of(block, shop=shop, actor=actor)


def who_said(one: Activity) -> str:
    """Who did it."""
    if one.person is not None:
        return str(one.person)
    return str(ACTORS.get(one.actor, one.actor))


def details_of(one: Activity) -> str:
    """What the facts tell beside the verb: a reason, a name, the fields that changed."""
    facts = [one.facts[name] for name in TOLD if isinstance(one.facts.get(name), str)]
    said = [str(REFUND_REASONS.get(fact, fact)) for fact in facts]
    changes = one.facts.get("changes")
    if isinstance(changes, dict):
        said += [str(FIELDS.get(name, name.replace("_", " "))) for name in changes]
    return ", ".join(text for text in said if text)


def _line(one: Activity, things: Things, shop: Shop) -> Line:
    thing = things.get((one.subject, one.subject_id))
    return Line(
        activity=one,
        what=word(VERBS, one.verb),
        who=who_said(one),
        thing=_name(thing, one),
        url=_url(thing, shop),
        details=details_of(one),
    )


def _name(thing: Thing | None, one: Activity) -> str:
    kind = str(SUBJECTS.get(one.subject, one.subject.replace("_", " ")))
    if thing is None:
        return kind
    name: Any = pick(thing.name, speaks()) if isinstance(thing.name, dict) else thing.name
    return str(name) or (_("Erased customer") if thing.kind == "customer" else kind)


def _url(thing: Thing | None, shop: Shop) -> str:
    if thing is None or not thing.key:
        return ""
    if thing.kind == "event":
        return f"{reverse('backoffice:events', args=[shop.slug])}#{thing.key}"
    return reverse(f"backoffice:{thing.kind}", args=[shop.slug, thing.key])
