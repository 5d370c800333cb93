"""On what a profile may hold, as its form offers it and its line says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.catalogue.models import Zone
from tessera.domain.catalogue.queries.visible import programme_within
from tessera.domain.organisations.models import Profile
from tessera.domain.organisations.queries.team import limits_of
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.methods import METHODS, OWN
from tessera.domain.payments.queries import own_method_names
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import visible_to
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import CHANNELS

Choice = tuple[int | str, str]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to limit rights: its choices, and whether the actor may leave it open."""

    code: str
    title: str | Promise
    all_of_it: str | Promise
    choices: Sequence[Choice]
    may_all: bool


TITLES = {
    "shops": (gettext_lazy("Shops"), gettext_lazy("All shops, also future ones")),
    "events": (gettext_lazy("Events"), gettext_lazy("All events, also future ones")),
    "zones": (gettext_lazy("Zones"), gettext_lazy("All zones")),
    "channels": (gettext_lazy("Channels"), gettext_lazy("All channels")),
    "methods": (gettext_lazy("Payment methods"), gettext_lazy("All payment methods")),
}


def reach_of(actor: Actor) -> list[Dimension]:
    """What the actor may offer: shops, events, zones, channels and methods within its own."""
    shops = visible_to(actor)
    events = programme_within(actor, [shop.id for shop in shops])
    several = {shop.id: pick(shop.name, speaks()) for shop in shops} if len(shops) > 1 else {}
    choices: dict[str, list[Choice]] = {
        "shops": [(shop.id, pick(shop.name, speaks())) for shop in shops],
        "events": [(each.pk, _joined(several.get(each.shop_id), each.name)) for each in events],
        "zones": [
            _zone(zone, pick(each.name, speaks())) for each in events for zone in each.zones.all()
        ],
        "channels": [(code, str(word)) for code, word in CHANNELS.items()],
        "methods": _methods(shops),
    }
    return [
        Dimension(
            code=code,
            title=title,
            all_of_it=all_of_it,
            choices=_within(choices[code], getattr(actor, code)),
            may_all=getattr(actor, code) is None,
        )
        for code, (title, all_of_it) in TITLES.items()
    ]


def said_limits(profile: Profile, reach: Sequence[Dimension]) -> list[tuple[str, str]]:
    """The limits of a profile in words: nothing for none."""
    limits, said = limits_of(profile), []
    for each in reach:
        chosen = getattr(limits, each.code)
        if chosen is None:
            continue
        names = [str(name) for code, name in each.choices if code in chosen]
        unknown = len(chosen) - len(names)
        if unknown:
            names.append(
                ngettext("%(count)d other", "%(count)d others", unknown) % {"count": unknown}
            )
        said.append((str(each.title), ", ".join(names) or _("none")))
    return said


def _within(choices: list[Choice], mine: frozenset[int] | frozenset[str] | None) -> list[Choice]:
    return choices if mine is None else [each for each in choices if each[0] in mine]


def _joined(shop: str | None, name: dict[str, str]) -> str:
    event = pick(name, speaks())
    return f"{event} ({shop})" if shop else event


def _methods(shops: Sequence[Shop]) -> list[Choice]:
    """Ours, and the own ones of the shops, of which copies have the same code."""
    named = [(code, str(part.name)) for code, part in METHODS.all().items() if code != OWN]
    own = own_method_names(*[shop.id for shop in shops])
    return [*named, *((code, pick(name, speaks())) for code, name in own.items())]


def _zone(zone: Zone, event: str) -> Choice:
    return zone.pk, f"{event} · {pick(zone.name, speaks())}"
