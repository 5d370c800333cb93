"""Which days a page of figures is about, as the address says."""

from datetime import date

from tessera.web.backoffice.members.place import today_of
from tessera.web.parts.access import ShopRequest

MONTHS = (12, 24, 36)


def months_asked(request: ShopRequest) -> int:
    """How many months the pictures show."""
    asked = request.GET.get("months", "")
    return next((each for each in MONTHS if str(each) == asked), MONTHS[0])


def days_asked(request: ShopRequest) -> tuple[date, date]:
    """From which day until which the accounts are about: this year, unless others are said."""
    today = today_of(request)
    first = _day(request.GET.get("from", "")) or today.replace(month=1, day=1)
    last = _day(request.GET.get("until", "")) or today
    return (first, last) if first <= last else (last, first)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 3000 else None
