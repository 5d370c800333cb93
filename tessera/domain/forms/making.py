"""What makes a form that people can answer: pure rules for those who build one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tessera.domain.customers.rules import PERSON
from tessera.domain.forms.errors import BadForm, BadQuestion
from tessera.lib.patterns import BadPattern, require_quick

HIDDEN, OPTIONAL, REQUIRED = "hidden", "optional", "required"
STATES = (HIDDEN, OPTIONAL, REQUIRED)

RECORD = ("email", *PERSON, "newsletter")
"""Fields of the customer's record, in the order in which they are asked."""

ALWAYS: Mapping[str, Sequence[str]] = {
    "order": ("email", "first_name", "last_name"),
    "member": ("email", "first_name", "last_name"),
    "tariff": (),
    "pass": (),
}
"""What a form of each kind asks whatever its organiser wishes."""

FIRST: Mapping[str, Mapping[str, str]] = {
    "order": {"civility": OPTIONAL, "phone": OPTIONAL, "company": OPTIONAL, "newsletter": OPTIONAL},
    "member": {"phone": OPTIONAL},
    "tariff": {"first_name": REQUIRED, "last_name": REQUIRED},
    "pass": {"first_name": REQUIRED, "last_name": REQUIRED},
}
"""How a new form of each kind asks the record."""

WITHOUT: Mapping[str, Sequence[str]] = {"tariff": ("newsletter",), "pass": ("newsletter",)}
"""What is not asked of a holder: only who buys has a record."""

CHOICES = ("one_of", "several_of")
TELLING = (*CHOICES, "consent", "country")
"""Kinds whose answers a condition can ask about. A consent that is given is "yes" there."""

FILELESS = ("member",)
"""Kinds of forms that are filled in before there is an order to keep files with."""

LIMITS: Mapping[str, Sequence[str]] = {
    "text": ("min_length", "max_length", "pattern"),
    "long_text": ("min_length", "max_length"),
    "number": ("min", "max"),
    "date": ("min", "max"),
    "several_of": ("min", "max"),
    "file": ("types", "max_bytes"),
    "picture": ("types", "max_bytes"),
}
FILE_TYPES = ("pdf", "jpg", "png", "webp", "docx", "odt", "xlsx", "csv", "txt")
PICTURE_TYPES = ("jpg", "png", "webp")
MEGA = 1024 * 1024
MOST_BYTES = 20 * MEGA

EMAIL_WORDS = frozenset(
    {"email", "e mail", "mail", "courriel", "mel", "adresse email", "adresse e mail"}
    | {"email address", "e mail address", "your email", "your e mail", "votre email"}
    | {"votre e mail", "adresse mail", "mailadresse", "e mail adresse", "indirizzo email"}
)


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form as its organiser says it; `record` by field: hidden, optional or required."""

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    purpose: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, str] = field(default_factory=dict)
    editable_hours: int | None = 24
    keep_days: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A question as its organiser says it; without `code` one is made from the label."""

    kind: str
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)
    options: Sequence[Mapping[str, Any]] = ()
    condition: Mapping[str, Any] = field(default_factory=dict)
    on_ticket: bool = False
    at_door: bool = False
    code: str = ""


def record_of(kind: str) -> list[str]:
    """Fields of the record that a form of this kind can ask."""
    return [name for name in RECORD if name not in WITHOUT.get(kind, ())]


def state_of(kind: str, record: Mapping[str, str], name: str) -> str:
    """How the form asks the field: hidden, optional or required."""
    if name in ALWAYS.get(kind, ()):
        return REQUIRED
    state = record.get(name, HIDDEN)
    return state if state in STATES else HIDDEN


def tidy_record(kind: str, record: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the wish: every field of the kind that is asked. A newsletter is a wish of
    the buyer and never required."""
    told = {name: state_of(kind, record, name) for name in record_of(kind)}
    if told.get("newsletter") == REQUIRED:
        told["newsletter"] = OPTIONAL
    return {name: state for name, state in told.items() if state != HIDDEN}


def require_form(facts: FormFacts) -> None:
    """Refuses (BadForm) a form without a name, or with times that are none."""
    if not facts.name.strip():
        raise BadForm(_("Give the form a name: your team finds it by that."), field="name")
    for name in ("editable_hours", "keep_days"):
        told = getattr(facts, name)
        if told is not None and not 0 <= told <= 36_500:
            raise BadForm(_("Write a number from 0 to 36500, or nothing."), field=name)


def require_question(
    facts: QuestionFacts, *, form_kind: str, others: Sequence[QuestionFacts]
) -> None:
    """Refuses (BadQuestion) what nobody could answer; `others` are the questions before it."""
    if not any(text.strip() for text in facts.label.values()):
        raise BadQuestion(_("Write the question in one language at least."), field="label")
    _require_no_email(facts, form_kind)
    _require_no_file(facts, form_kind)
    _require_options(facts)
    _require_limits(facts)
    _require_condition(facts, others)


def free_code(label: Mapping[str, str], *, taken: Sequence[str]) -> str:
    """A name for answers and exports, from the question; never one of the record."""
    first = next((text for text in label.values() if text.strip()), "")
    base = slugify(first)[:32].strip("-_").replace("-", "_") or "question"
    used, code, number = {*taken, *RECORD}, base, 2
    while code in used:
        code, number = f"{base}_{number}", number + 1
    return code


def option_code(label: Mapping[str, str], *, taken: Sequence[str]) -> str:
    """A name for one of the answers to choose among."""
    first = next((text for text in label.values() if text.strip()), "")
    base = slugify(first)[:32].strip("-_").replace("-", "_") or "option"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


def is_email_label(label: Mapping[str, str]) -> bool:
    """Whether a question reads as the e-mail of who answers."""
    return any(slugify(text).replace("-", " ") in EMAIL_WORDS for text in label.values())


def _require_no_email(facts: QuestionFacts, form_kind: str) -> None:
    imitates = facts.code == "email" or is_email_label(facts.label)
    if not imitates or "email" not in ALWAYS.get(form_kind, ()):
        return
    raise BadQuestion(
        _(
            "The e-mail is always asked on this form, on top: tickets and links go there. For "
            "another address say whose it is, for example “E-mail of the parents”."
        ),
        field="label",
    )


def _require_no_file(facts: QuestionFacts, form_kind: str) -> None:
    if form_kind in FILELESS and facts.kind in ("file", "picture"):
        raise BadQuestion(
            _(
                "Who joins says who they are before anything is in the cart: no file can be kept "
                "yet. Ask for it on the form of the order, which comes next."
            ),
            field="kind",
        )


def _require_options(facts: QuestionFacts) -> None:
    if facts.kind not in CHOICES:
        return
    offered = [each for each in facts.options if not each.get("retired")]
    least = 2 if facts.kind == "one_of" else 1
    if len(offered) < least:
        raise BadQuestion(
            _("Write at least two answers to choose among.")
            if least == 2
            else _("Write at least one answer to choose."),
            field="options",
        )
    said = [tuple(sorted(each["label"].items())) for each in offered]
    if len(set(said)) < len(said):
        raise BadQuestion(_("Two answers say the same: leave one out."), field="options")


def _require_limits(facts: QuestionFacts) -> None:
    limits = facts.limits
    for name in limits:
        if name not in LIMITS.get(facts.kind, ()):
            raise BadQuestion(_("This kind of question has no such limit."), field=name)
    for low, high in (("min", "max"), ("min_length", "max_length")):
        least, most = limits.get(low), limits.get(high)
        if least is not None and most is not None and _is_more(facts.kind, least, most):
            raise BadQuestion(_("The least is more than the most: swap them."), field=low)
    _require_days(facts)
    if limits.get("pattern"):
        _require_pattern(str(limits["pattern"]))
    known = PICTURE_TYPES if facts.kind == "picture" else FILE_TYPES
    if set(limits.get("types") or ()) - set(known):
        raise BadQuestion(_("Choose among the kinds of files offered."), field="types")
    if not 0 <= int(limits.get("max_bytes") or 0) <= MOST_BYTES:
        raise BadQuestion(_("At most 20 MB can be sent with a form."), field="max_bytes")


def _is_more(kind: str, least: Any, most: Any) -> bool:
    if kind == "date":
        return str(least) > str(most)
    return Decimal(str(least)) > Decimal(str(most))


def _require_days(facts: QuestionFacts) -> None:
    if facts.kind != "date":
        return
    for name in ("min", "max"):
        try:
            date.fromisoformat(facts.limits.get(name) or "2000-01-01")
        except ValueError:
            raise BadQuestion(_("Write a day."), field=name) from None


def _require_pattern(pattern: str) -> None:
    try:
        require_quick(pattern)
    except BadPattern as wrong:
        raise BadQuestion(
            _("This pattern cannot be used: %(why)s. Make it simpler.") % {"why": wrong},
            field="pattern",
        ) from wrong


def _require_condition(facts: QuestionFacts, others: Sequence[QuestionFacts]) -> None:
    if not facts.condition:
        return
    asked = next((each for each in others if each.code == facts.condition.get("question")), None)
    if asked is None or asked.kind not in TELLING:
        raise BadQuestion(
            _(
                "It can only depend on an earlier question whose answers are chosen. Move it "
                "below that question, or ask it always."
            ),
            field="condition_question",
        )
    wanted = [str(each) for each in facts.condition.get("is") or ()]
    known = values_of(asked)
    if not wanted or (known is not None and set(wanted) - set(known)):
        raise BadQuestion(_("Choose for which answers it is asked."), field="condition_is")


def values_of(facts: QuestionFacts) -> list[str] | None:
    """What its answer can be, for conditions; none when that is no short list."""
    if facts.kind == "consent":
        return ["yes"]
    if facts.kind in CHOICES:
        return [str(each["code"]) for each in facts.options if not each.get("retired")]
    return None
