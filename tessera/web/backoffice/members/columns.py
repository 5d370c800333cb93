"""The list of members: its columns, and what it can be narrowed to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from babel.dates import format_date
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.rules import say
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.grid import NONE as NEVER
from tessera.domain.memberships.queries.grid import Asked, shown_of
from tessera.domain.memberships.queries.standing import lasts
from tessera.domain.memberships.rules import is_valid
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import local, pick
from tessera.lib.money import LOCALES
from tessera.web.backoffice.members.place import name_of
from tessera.web.backoffice.members.words import (
    ORIGINS,
    STANDINGS,
    day_said,
    renewal_said,
    standing_said,
)
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.tags import country_said, language_said
from tessera.web.parts.forms import dressed

Said = str | SafeString
OWN = "q-"
"""Before the code of a question of the organiser's own."""


@dataclass
class Sight:
    """What cells need to know beside their member."""

    shop: Shop
    language: str
    today: date
    has: Mapping[int, list[Membership]] = field(default_factory=dict)
    chosen: Mapping[int, Membership] = field(default_factory=dict)
    shown: dict[int, Membership | None] = field(default_factory=dict)

    def of(self, member: Member) -> Membership | None:
        """What counts of what the member has: what the list is sorted by, or what is valid; each
        cell of the row asks."""
        if member.pk not in self.shown:
            own = self.chosen.get(member.pk)
            self.shown[member.pk] = own or shown_of(self.has.get(member.pk, []), today=self.today)
        return self.shown[member.pk]

    @cached_property
    def place(self) -> str:
        """The address of a member's page, but for the member: looked up once a list."""
        return reverse("backoffice:member", args=[self.shop.slug, 0]).removesuffix("0/")

    def others(self, member: Member) -> int:
        """How many more levels the member has today."""
        valid = {
            each.level_id
            for each in self.has.get(member.pk, [])
            if is_valid(lasts(each), on=self.today)
        }
        return max(0, len(valid) - 1)

    def day(self, moment: datetime) -> str:
        """A day on the calendar of the shop."""
        locale = LOCALES.get(self.language, self.language)
        return format_date(local(moment, self.shop.time_zone), "medium", locale=locale)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what it says of a member, how it lies on the page."""

    code: str
    title: str | Promise
    said: Callable[[Member, Sight], Said]
    sort: str = ""
    css: str = ""


def _name(member: Member, sight: Sight) -> Said:
    url = f"{sight.place}{member.pk}/"
    shown = sight.of(member)
    word = standing_said(shown, today=sight.today)
    return format_html(
        '<a class="link font-medium block max-w-40 truncate sm:max-w-52" href="{}">{}</a>'
        '<span class="block max-w-40 truncate text-xs muted sm:max-w-52">{}</span>'
        '<span class="tag tag-{} mt-1 md:hidden">{}</span>',
        url,
        name_of(member),
        member.email,
        word.tone,
        word.text,
    )


def _level(member: Member, sight: Sight) -> Said:
    shown = sight.of(member)
    if shown is None:
        return "–"
    others = sight.others(member)
    return format_html(
        '<span class="inline-flex items-center gap-1.5"><svg viewBox="0 0 10 10" class="size-2.5 '
        'shrink-0" aria-hidden="true"><circle cx="5" cy="5" r="4.5" fill="{}" '
        'stroke="currentColor" stroke-opacity="0.4"/></svg>{}{}</span>',
        shown.level.colour,
        pick(shown.level.name, sight.language),
        f" +{others}" if others else "",
    )


def _standing(member: Member, sight: Sight) -> Said:
    word = standing_said(sight.of(member), today=sight.today)
    return format_html('<span class="tag tag-{}">{}</span>', word.tone, word.text)


def _of_membership(said: Callable[[Membership, Sight], str]) -> Callable[[Member, Sight], Said]:
    def cell(member: Member, sight: Sight) -> Said:
        shown = sight.of(member)
        return said(shown, sight) if shown is not None else "–"

    return cell


def _ends(shown: Membership, _sight: Sight) -> str:
    return day_said(shown.ended_on or shown.ends_on)


def _plan(shown: Membership, sight: Sight) -> str:
    return pick(shown.plan.product.name, sight.language) if shown.plan else "–"


def _text(name: str) -> Callable[[Member, Sight], Said]:
    def said(member: Member, sight: Sight) -> Said:
        text = getattr(member, name)
        return format_html('<span class="block max-w-44 truncate">{}</span>', text) if text else "–"

    return said


WIDE, WIDER = "max-md:hidden", "max-xl:hidden"
DAY = "max-lg:hidden whitespace-nowrap"
COLUMNS: dict[str, Column] = {
    each.code: each
    for each in (
        Column(
            "number",
            pgettext_lazy("member", "No."),
            lambda each, _s: str(each.number),
            sort="number",
            css="max-sm:hidden tabular",
        ),
        Column("name", gettext_lazy("Name"), _name, sort="name"),
        Column("level", gettext_lazy("Level"), _level, css="sm:whitespace-nowrap"),
        Column("standing", gettext_lazy("Standing"), _standing, css=WIDE),
        Column(
            "begins",
            pgettext_lazy("membership", "Begins"),
            _of_membership(lambda each, _s: day_said(each.starts_on)),
            css=DAY,
        ),
        Column(
            "ends",
            pgettext_lazy("membership", "Ends"),
            _of_membership(_ends),
            sort="ends",
            css="whitespace-nowrap",
        ),
        Column(
            "renewal",
            gettext_lazy("Renewal"),
            _of_membership(lambda each, sight: renewal_said(each, today=sight.today)),
            css=f"{WIDER} whitespace-nowrap",
        ),
        Column("plan", pgettext_lazy("membership", "Plan"), _of_membership(_plan), css=WIDE),
        Column(
            "origin",
            gettext_lazy("Origin"),
            _of_membership(lambda each, _s: str(ORIGINS.get(each.origin, each.origin))),
            css=WIDER,
        ),
        Column("company", gettext_lazy("Company"), _text("company"), css=WIDE),
        Column("phone", gettext_lazy("Phone"), _text("phone"), css=f"{WIDE} whitespace-nowrap"),
        Column("street", gettext_lazy("Street"), _text("street"), css=WIDE),
        Column("postcode", gettext_lazy("Postcode"), _text("postcode"), css=WIDE),
        Column("city", gettext_lazy("Town"), _text("city"), css=WIDER),
        Column(
            "country",
            gettext_lazy("Country"),
            lambda each, _s: country_said(each.country) or "–",
            css=WIDE,
        ),
        Column(
            "language",
            gettext_lazy("Language"),
            lambda each, _s: language_said(each.language),
            css=WIDE,
        ),
        Column(
            "since",
            gettext_lazy("Member since"),
            lambda each, sight: sight.day(each.created_at),
            css=DAY,
        ),
        Column("note", gettext_lazy("Note"), _text("note"), css=WIDE),
    )
}
DEFAULT = ("number", "name", "level", "standing", "begins", "ends", "renewal")


def own_columns(questions: Mapping[str, QuestionFacts], language: str) -> dict[str, Column]:
    """A column for each question of the organiser's own."""
    return {
        f"{OWN}{code}": Column(
            f"{OWN}{code}",
            pick(question.label, language),
            _answer(code, question),
            css=WIDE,
        )
        for code, question in questions.items()
    }


def _answer(code: str, question: QuestionFacts) -> Callable[[Member, Sight], Said]:
    def said(member: Member, sight: Sight) -> Said:
        value = member.answers.get(code)
        if value in (None, "", []):
            return "–"
        words = say(question, value, sight.language)
        return format_html('<span class="block max-w-44 truncate">{}</span>', words)

    return said


def chosen_columns(address: QueryDict, every: Mapping[str, Column]) -> list[Column]:
    """What `columns` in the address asks for, in the order of the list; else the usual ones."""
    asked = {part for text in address.getlist("columns") for part in text.split(",")}
    known = [code for code in every if code in asked]
    shown = dict.fromkeys(("name", *known)) if known else dict.fromkeys(DEFAULT)
    return [each for code, each in every.items() if code in shown]


class Filters(forms.Form):
    """Everything that can be asked of members; it shows the address and refuses nothing."""

    q = forms.CharField(label=gettext_lazy("Name, e-mail or number"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    standing = forms.ChoiceField(label=gettext_lazy("Standing"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("Origin"), required=False)
    ends_from = forms.DateField(
        label=gettext_lazy("Ends from"), required=False, widget=forms.DateInput
    )
    ends_until = forms.DateField(
        label=gettext_lazy("Ends until"), required=False, widget=forms.DateInput
    )

    def __init__(self, asked: Asked, *, levels: Sequence[tuple[int, str]]) -> None:
        super().__init__(initial={each.name: getattr(asked, each.name) for each in fields(asked)})
        level: Any = self.fields["level"]
        level.choices = [("", _("All")), *((str(key), name) for key, name in levels)]
        where: Any = self.fields["standing"]
        said = [(str(code), word.text) for code, word in STANDINGS.items()]
        where.choices = [("", _("All")), *said, (NEVER, _("Without membership"))]
        origin: Any = self.fields["origin"]
        origin.choices = [("", _("All")), *ORIGINS.items()]
        dressed(self)


def drawn_filters(asked: Asked, levels: Sequence[tuple[int, str]]) -> SafeString:
    """The fields of `Filters`: the same as the last time, while the same is asked and offered."""
    return _drawn(asked, tuple(levels), speaks())


@lru_cache(maxsize=256)
def _drawn(asked: Asked, levels: tuple[tuple[int, str], ...], _language: str) -> SafeString:
    told = {"filters": Filters(asked, levels=levels)}
    return render_to_string("backoffice/members/filters.html", told)
