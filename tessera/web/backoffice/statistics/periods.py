"""The days that pictures look at, and those they are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.shops.models import Shop
from tessera.web.parts.forms import dressed

PERIODS = {"7d": 7, "30d": 30, "season": 0}
LONG = 120
YEAR = 364
"""A year that ends on the weekday it began with."""
MOST_DAYS = 1100


class DaysForm(forms.Form):
    """Days of one's own choice."""

    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("To"))


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days on the shop's clock, both included."""

    code: str
    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The moment it begins."""
        return datetime.combine(self.first, time.min, self.zone)

    @property
    def until(self) -> datetime:
        """The moment it is over."""
        return datetime.combine(self.last + timedelta(days=1), time.min, self.zone)

    @property
    def pace(self) -> int:
        """How many days make one point of a line."""
        return 7 if self.days > LONG else 1

    @property
    def starts(self) -> list[date]:
        """The first day of each point of a line."""
        return [self.first + timedelta(days=each) for each in range(0, self.days, self.pace)]

    @property
    def address(self) -> dict[str, str]:
        """What the address says of it."""
        if self.code != "days":
            return {"period": self.code}
        return {"period": "days", "since": f"{self.first}", "until": f"{self.last}"}

    def moved(self, days: int) -> "Period":
        """As many days, so much earlier."""
        back = timedelta(days=days)
        return Period(self.code, self.first - back, self.last - back, self.zone)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a period is held against: the last edition, or the same weekdays before."""

    shop: Shop
    period: Period
    edition: Mapping[str, str] | None = None


def period_of(
    address: Mapping[str, str], *, shop: Shop, first: datetime | None, at: datetime
) -> Period:
    """The period the address asks for (30 days when it asks for none); never beyond today."""
    zone = ZoneInfo(shop.time_zone)
    today = at.astimezone(zone).date()
    code = address.get("period", "")
    if code == "days":
        form = DaysForm(address)
        if form.is_valid():
            last = min(form.cleaned_data["until"], today)
            since = min(form.cleaned_data["since"], last)
            return Period("days", max(since, last - timedelta(days=MOST_DAYS)), last, zone)
    code = code if code in PERIODS else "30d"
    days = PERIODS[code]
    if not days:
        began = first.astimezone(zone).date() if first else today
        days = min(max((today - began).days + 1, 7), MOST_DAYS)
    return Period(code, today - timedelta(days=days - 1), today, zone)


def days_form(period: Period) -> DaysForm:
    """The fields that choose other days, with those of the period in them."""
    return dressed(DaysForm(initial={"since": period.first, "until": period.last}))


def compared(
    period: Period, *, shop: Shop, edition: Shop | None, began: tuple[datetime, datetime] | None
) -> Compared:
    """The same days of the last edition, counted from the opening of each (`began`: this one's and
    that one's); without an edition the same weekdays just before, or a year before a season."""
    if edition is not None and began is not None:
        mine, theirs = (
            moment.astimezone(ZoneInfo(each.time_zone)).date()
            for moment, each in zip(began, (shop, edition), strict=True)
        )
        moved = period.moved((mine - theirs).days)
        other = Period(period.code, moved.first, moved.last, ZoneInfo(edition.time_zone))
        return Compared(edition, other, edition.name)
    if period.code == "season":
        return Compared(shop, period.moved(-(-period.days // YEAR) * YEAR))
    return Compared(shop, period.moved(-(-period.days // 7) * 7))
