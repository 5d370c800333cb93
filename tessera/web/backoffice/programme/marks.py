"""Dates as they stand in lists and months: written here, since a page has hundreds of them."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Event
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import say_date
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme.nights import Night
from tessera.web.backoffice.words import DATE_STATUSES, Word, word
from tessera.web.parts.escaping import escape
from tessera.web.parts.quick import address

BAR = (
    '<svg viewBox="0 0 100 4" preserveAspectRatio="none" '
    'class="h-2 w-full min-w-16 max-w-48 rounded-full max-sm:hidden" aria-hidden="true">'
    '<rect class="bar-track" width="100" height="4"/>'
    '<rect class="bar-1" width="{}" height="4"/></svg>'
)
FIGURES = "whitespace-nowrap sm:ml-auto sm:w-40 sm:shrink-0 sm:text-right"
SQUARE = "mt-1 text-xs"
SQUARE_LINK = f"{SQUARE} hover:outline-2 hover:outline-primary"
CELL = "max-sm:px-1.5"


class Marks:
    """The marks of the dates of one event, for somebody who may edit them or not."""

    def __init__(self, event: Event, *, shop: Shop, may_edit: bool) -> None:
        self.time_zone, self.language, self.may_edit = shop.time_zone, speaks(), may_edit
        one = address("backoffice:edit_date", (shop.slug, event.slug, 0))
        self._before, self._after = (escape(part) for part in one.rsplit("0", 1))

    def row(self, night: Night) -> str:
        """A row of the list."""
        date, said = night.date, self._when(night, "short")
        doors = (
            say_date(date.doors_at, self.time_zone, self.language, "time") if date.doors_at else "–"
        )
        linked, box = said, ""
        if self.may_edit:
            linked = f'<a class="link link-hover" href="{self._url(night)}">{said}</a>'
            box = (
                f'<td class="{CELL}"><input type="checkbox" class="checkbox checkbox-sm" '
                f'name="date" value="{date.id}" aria-label="{said}"></td>'
            )
        bar = fill(night.taken, night.capacity, night.percent, is_narrow=True)
        return (
            f'<tr class="hover:bg-base-200">{box}'
            f'<th scope="row" class="min-w-28 font-normal {CELL}">{linked}</th>'
            f'<td class="max-sm:hidden">{doors}</td><td class="{CELL}">{bar}</td>'
            f'<td class="{CELL} sm:whitespace-nowrap">{_standing(night)}</td></tr>'
        )

    def square(self, night: Night) -> str:
        """A line in the square of its day."""
        date = night.date
        tenths = min(max(night.percent or 0, 0), 100) // 10
        css = f"fill fill-{tenths}{' fill-off' if date.status == 'cancelled' else ''}"
        said = (
            f'<b class="font-semibold">{self._when(night, "time")}</b>'
            f'<span class="tabular">{night.taken} / {night.capacity}</span>'
        )
        if date.status != "visible":
            said += f"<span>{escape(word(DATE_STATUSES, date.status))}</span>"
        if date.full_online:
            said += f"<span>{escape(_('Full online'))}</span>"
        if not self.may_edit:
            return f'<span class="{css} {SQUARE}">{said}</span>'
        return f'<a class="{css} {SQUARE_LINK}" href="{self._url(night)}">{said}</a>'

    def _when(self, night: Night, form: str) -> str:
        return escape(say_date(night.date.starts_at, self.time_zone, self.language, form))

    def _url(self, night: Night) -> str:
        return f"{self._before}{night.date.id}{self._after}"


def fill(taken: int, capacity: int, percent: int | None, *, is_narrow: bool = False) -> SafeString:
    """How full: a bar and the figures; a narrow one leaves out the per cent on a phone."""
    css = "muted max-sm:hidden" if is_narrow else "muted"
    rate = "" if percent is None else f' <span class="{css}">· {percent} %</span>'
    return mark_safe(  # noqa: S308 - nothing but numbers
        f'<div class="flex items-center gap-3 tabular">{BAR.format(percent or 0)}'
        f'<span class="{FIGURES}">{taken} / {capacity}{rate}</span></div>'
    )


def _standing(night: Night) -> str:
    """Where a date stands."""
    date, said = night.date, word(DATE_STATUSES, night.date.status)
    if date.status == "visible" and night.percent == 100:
        said = Word(_("Sold out"), "news")
    marks = [said]
    if date.full_online:
        marks.append(Word(_("Full online"), "news"))
    if date.full_reseller:
        marks.append(Word(_("Full for resellers"), "news"))
    return " ".join(f'<span class="tag tag-{each.tone}">{escape(each)}</span>' for each in marks)
