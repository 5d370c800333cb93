"""How each kind of question reads what was typed: pure; a value that JSON can hold comes out."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tessera.domain.forms.errors import BadAnswer
from tessera.domain.forms.making import QuestionFacts
from tessera.lib import patterns
from tessera.lib.countries import is_country
from tessera.lib.lazily import Lazily

phonenumbers = Lazily("phonenumbers")

LONGEST = {"text": 200, "long_text": 5000, "email": 254, "phone": 40}
YES = frozenset({"yes", "on", "true", "1"})
UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What no keyboard types, and what the database cannot keep."""

DAYS = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})"), (3, 2, 1)),
)
MOST_DIGITS = 15


def read_text(question: QuestionFacts, raw: Any, *, country: str) -> str:
    """One line, or several of a long text, within the lengths and the pattern of the question."""
    text = tidy(raw, is_long=question.kind == "long_text")
    if not text:
        return ""
    limits = question.limits
    most = min(limits.get("max_length") or LONGEST[question.kind], LONGEST[question.kind])
    least = limits.get("min_length") or 0
    if len(text) > most:
        raise BadAnswer(
            _("Write at most %(most)d characters; these are %(told)d.")
            % {"most": most, "told": len(text)}
        )
    if len(text) < least:
        raise BadAnswer(
            _("Write at least %(least)d characters; these are %(told)d.")
            % {"least": least, "told": len(text)}
        )
    if limits.get("pattern") and not _fits(str(limits["pattern"]), text):
        raise BadAnswer(_("This is not written as it should be. Look at the help of the question."))
    return text


def read_number(question: QuestionFacts, raw: Any, *, country: str) -> int | str | None:
    """A whole number as such, another as text ("1.5"), within the limits."""
    text = str(raw).strip().replace("\u202f", "").replace("\u00a0", "").replace("'", "")
    text = text.replace("’", "").replace(",", ".")
    if not text or isinstance(raw, bool):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadAnswer(_("Write a number, for example 12.")) from None
    if not number.is_finite() or len(number.as_tuple().digits) > MOST_DIGITS:
        raise BadAnswer(_("Write a number, for example 12."))
    exponent = int(number.as_tuple().exponent)
    if not -6 <= exponent <= MOST_DIGITS or abs(number) >= 10**MOST_DIGITS:
        raise BadAnswer(_("Write a number, for example 12."))
    least, most = question.limits.get("min"), question.limits.get("max")
    if least is not None and number < Decimal(str(least)):
        raise BadAnswer(_("Write a number of at least %(least)s.") % {"least": least})
    if most is not None and number > Decimal(str(most)):
        raise BadAnswer(_("Write a number of at most %(most)s.") % {"most": most})
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def read_date(question: QuestionFacts, raw: Any, *, country: str) -> str:
    """A day as 2026-12-31, typed so or as 31.12.2026."""
    text = str(raw).strip()
    if not text:
        return ""
    day = _day(text)
    if day is None:
        raise BadAnswer(_("Write a day, for example 31.12.1990."))
    least, most = question.limits.get("min"), question.limits.get("max")
    if least and day < date.fromisoformat(least):
        raise BadAnswer(_("Choose a day from %(day)s on.") % {"day": _said(least)})
    if most and day > date.fromisoformat(most):
        raise BadAnswer(_("Choose a day until %(day)s.") % {"day": _said(most)})
    return day.isoformat()


def read_email(question: QuestionFacts, raw: Any, *, country: str) -> str:
    """An e-mail address."""
    return email(raw)


def read_phone(question: QuestionFacts, raw: Any, *, country: str) -> str:
    """A number somebody can call, in the international form."""
    return phone(raw, country=country)


def read_one(question: QuestionFacts, raw: Any, *, country: str) -> str:
    """The code of one of the options."""
    told = str(raw).strip()
    if told and told not in _codes(question):
        raise BadAnswer(_("Choose one of the answers offered."))
    return told


def read_several(question: QuestionFacts, raw: Any, *, country: str) -> list[str]:
    """The codes of options, in their order, as many as the limits say."""
    told = {str(each).strip() for each in (raw if isinstance(raw, list | tuple) else [raw])} - {""}
    codes = _codes(question)
    if told - set(codes):
        raise BadAnswer(_("Choose among the answers offered."))
    least, most = question.limits.get("min"), question.limits.get("max")
    if told and least and len(told) < int(least):
        raise BadAnswer(_("Choose at least %(least)s answers.") % {"least": least})
    if most and len(told) > int(most):
        raise BadAnswer(_("Choose at most %(most)s answers.") % {"most": most})
    return [code for code in codes if code in told]


def read_consent(question: QuestionFacts, raw: Any, *, country: str) -> bool | None:
    """Yes, or nothing: who does not tick agrees to nothing."""
    return True if raw is True or str(raw).strip().lower() in YES else None


def read_country(question: QuestionFacts, raw: Any, *, country: str) -> str:
    """The code of a country."""
    told = str(raw).strip().upper()
    if told and not is_country(told):
        raise BadAnswer(_("Choose a country."))
    return told


def read_file(question: QuestionFacts, raw: Any, *, country: str) -> int | None:
    """The id of a file that was handed in before; whose it is, the caller has looked up."""
    text = str(raw).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


READERS: Mapping[str, Callable[..., Any]] = {
    "text": read_text,
    "long_text": read_text,
    "number": read_number,
    "date": read_date,
    "email": read_email,
    "phone": read_phone,
    "one_of": read_one,
    "several_of": read_several,
    "consent": read_consent,
    "country": read_country,
    "file": read_file,
    "picture": read_file,
}


def tidy(raw: Any, *, is_long: bool = False) -> str:
    """The text without what nobody typed on purpose; one line, unless it is long."""
    text = UNWANTED.sub("", str(raw).replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip() if is_long else " ".join(text.split())


def email(raw: Any) -> str:
    """An e-mail address; refuses (BadAnswer) what is none."""
    text = tidy(raw)
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise BadAnswer(_("Write an e-mail address, for example anna@example.org.")) from None
    if len(text) > LONGEST["email"]:
        raise BadAnswer(_("Write an e-mail address, for example anna@example.org."))
    return text


def phone(raw: Any, *, country: str) -> str:
    """A phone number in the international form; refuses (BadAnswer) what nobody can call."""
    text = tidy(raw)
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text[: LONGEST["phone"]], country or "CH")
    except phonenumbers.NumberParseException:
        raise BadAnswer(_("This is no phone number.")) from None
    if len(text) > LONGEST["phone"] or not phonenumbers.is_possible_number(number):
        raise BadAnswer(_("This is no phone number."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _codes(question: QuestionFacts) -> list[str]:
    return [str(each["code"]) for each in question.options if not each.get("retired")]


def _fits(pattern: str, text: str) -> bool:
    """A pattern that cannot be used any more stops nobody."""
    try:
        return patterns.fits(pattern, text)
    except patterns.BadPattern:
        return True


def _day(text: str) -> date | None:
    for pattern, (year, month, day) in DAYS:
        found = pattern.fullmatch(text)
        if found and found[year] >= "1000":
            try:
                return date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                return None
    return None


def _said(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day}.{day.month}.{day.year}"
