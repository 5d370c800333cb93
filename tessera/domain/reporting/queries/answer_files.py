"""Answers as rows of a file: who placed the order and who comes are told apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.forms.making import QuestionFacts, record_of
from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.asking import forms_by_id, questions_of
from tessera.domain.forms.queries.building import facts_of_question
from tessera.domain.forms.rules import FILES, say
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.files import Told
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib.i18n import pick
from tessera.lib.ids import readable_serial

CHUNK = 500
STATES = ("paid", "open", "all")
ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED, Status.FAILED)
QUESTION, RECORD = "q:", "r:"
"""Before the code of a question, and before a field of the holder's record."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose answers: of one form, event, date or tariff; of paid orders, of all that are not
    ended ("open"), or of every order. Without a form of all who are asked something; or of
    `everybody`."""

    form: int | None = None
    everybody: bool = False
    event: int | None = None
    date: int | None = None
    tariff: int | None = None
    state: str = "paid"


def answers_wanted(query: str) -> Wanted:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query, max_num_fields=200)
    one = {name: values[-1].strip() for name, values in told.items()}
    ids = {name: one.get(name, "") for name in ("form", "event", "date", "tariff")}
    return Wanted(
        state=one.get("state", "") if one.get("state") in STATES else "paid",
        everybody=one.get("form") == "everybody",
        **{
            name: int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
            for name, text in ids.items()
        },
    )


def buyers_found(actor: Actor, shop: Shop, wanted: Wanted) -> QuerySet[Order]:
    """The orders whose buyers are wanted."""
    found = _orders(actor, shop, wanted)
    lines = _of_lines(wanted)
    if lines:
        found = found.filter(Exists(OrderLine.objects.filter(lines, order_id=OuterRef("pk"))))
    own = Sheet.objects.filter(order_id=OuterRef("pk"), line=None)
    if wanted.form is not None:
        return found.filter(Exists(own.filter(form_id=wanted.form)))
    return found if wanted.everybody else found.filter(Exists(own))


def holders_found(actor: Actor, shop: Shop, wanted: Wanted) -> QuerySet[OrderLine]:
    """The lines whose places are wanted, in the actor's events and zones."""
    orders = _orders(actor, shop, wanted).order_by().values("id")
    found = OrderLine.objects.filter(_of_lines(wanted), order__in=orders, date__isnull=False)
    if actor.events is not None:
        found = found.filter(date__event_id__in=actor.events)
    if actor.zones is not None:
        found = found.filter(product__tariff__zone_id__in=actor.zones)
    own = Sheet.objects.filter(line_id=OuterRef("pk"))
    if wanted.form is not None:
        asked = Q(product__form_use__form_id=wanted.form)
        return found.filter(Exists(own.filter(form_id=wanted.form)) | asked)
    if wanted.everybody:
        return found
    return found.filter(Exists(own) | Q(product__form_use__isnull=False))


def found(actor: Actor, shop: Shop, *, kind: str, query: str) -> QuerySet[Any]:
    """What a file of "buyers", "holders" or "answer_files" is made of, narrowed by an address."""
    wanted = answers_wanted(query)
    return FOUND[kind](actor, shop, wanted)


def count_holders(lines: QuerySet[OrderLine]) -> int:
    """How many places these lines are."""
    every = OrderLine.objects.filter(id__in=lines.order_by().values("id"))
    return int(every.aggregate(n=Sum(F("quantity") * F("group_size")))["n"] or 0)


def files_found(actor: Actor, shop: Shop, wanted: Wanted) -> QuerySet[AnswerFile]:
    """The files that were handed in with these answers."""
    buyers = Q(sheet__line=None, order__in=buyers_found(actor, shop, wanted).values("id"))
    holders = Q(sheet__line__in=holders_found(actor, shop, wanted).values("id"))
    found = AnswerFile.objects.filter(buyers | holders, sheet__isnull=False)
    if wanted.form is not None:
        found = found.filter(sheet__form_id=wanted.form)
    return found.select_related("sheet", "order").order_by("order_id", "id")


FOUND: dict[str, Callable[[Actor, Shop, Wanted], QuerySet[Any]]] = {
    "buyers": buyers_found,
    "holders": holders_found,
    "answer_files": files_found,
}


def file_rows(files: QuerySet[AnswerFile]) -> Iterator[Sequence[Any]]:
    """What each file is called among the others, and where it lies in the private store."""
    for file in files.iterator(chunk_size=CHUNK):
        yield [name_in_zip(file), file.path]


def name_in_zip(file: AnswerFile) -> str:
    """What a file is called among the others: its order, whose it is, what it answers."""
    return _zipped(file.order.number, file.sheet, file) if file.sheet else file.name


def _zipped(number: str | None, sheet: Sheet, file: AnswerFile) -> str:
    who = f"{sheet.line_id}-{sheet.place}" if sheet.line_id else "buyer"
    return f"{number}/{who}-{file.question}-{file.name}"


def questions_asked(
    actor: Actor, shop: Shop, wanted: Wanted, *, of_buyers: bool
) -> list[tuple[str, Form, QuestionFacts]]:
    """The questions that stand on the sheets wanted, by code, with the form they are of; those
    that several forms ask with the same code and kind are one."""
    if of_buyers:
        sheets = Sheet.objects.filter(
            line=None, order__in=buyers_found(actor, shop, wanted).order_by().values("id")
        )
    else:
        lines = holders_found(actor, shop, wanted).order_by().values("id")
        sheets = Sheet.objects.filter(line__in=lines)
    ids = set(sheets.order_by().values_list("form_id", flat=True).distinct()) - {None}
    if wanted.form is not None:
        ids = {wanted.form}
    forms = sorted(forms_by_id(each for each in ids if each).values(), key=lambda form: form.pk)
    found: dict[tuple[str, str], tuple[str, Form, QuestionFacts]] = {}
    for form in forms:
        if form.shop_id != shop.pk:
            continue
        for question in questions_of(form):
            if question.kind != "note":
                key = (question.code, question.kind)
                found.setdefault(key, (question.code, form, facts_of_question(question)))
    return list(found.values())


def buyer_rows(
    orders: QuerySet[Order], columns: Sequence[str], *, told: Told
) -> Iterator[Sequence[Any]]:
    """Every order with what its buyer answered, newest first; memory stays flat."""
    found = Sheet.objects.filter(line=None).prefetch_related("files")
    sheets = Prefetch("sheets", found, to_attr="own_sheets")
    rows = orders.defer("quote").order_by("-placed_at", "-id").prefetch_related(sheets)
    saying = Saying(told)
    for order in rows.iterator(chunk_size=CHUNK):
        sheet = order.own_sheets[0] if order.own_sheets else None
        yield [saying.of_buyer(name, order, sheet) for name in columns]


def holder_rows(
    lines: QuerySet[OrderLine], columns: Sequence[str], *, told: Told
) -> Iterator[Sequence[Any]]:
    """Every place with what was answered for it, if anything; the last date first."""
    tickets = Prefetch(
        "issued",
        Ticket.objects.only(
            "line_id", "place", "serial", "status", "seat", "holder_first_name", "holder_last_name"
        ),
    )
    rows = (
        lines.select_related("order", "date__event", "product__tariff__zone")
        .defer("order__quote", "date__event__description")
        .prefetch_related(Prefetch("sheets", Sheet.objects.prefetch_related("files")), tickets)
        .order_by("-date__starts_at", "-order_id", "id")
        .iterator(chunk_size=CHUNK)
    )
    saying = Saying(told)
    while block := list(islice(rows, CHUNK)):
        for line in block:
            sheets = {each.place: each for each in line.sheets.all()}
            issued = {each.place: each for each in line.issued.all()}
            for place in range(1, line.tickets + 1):
                held = Held(line, place, sheets.get(place), issued.get(place))
                yield [saying.of_holder(name, held) for name in columns]


@dataclass(frozen=True, slots=True)
class Held:
    """One place of a line: what was answered for it, and its ticket if it was issued."""

    line: OrderLine
    place: int
    sheet: Sheet | None
    ticket: Ticket | None

    def named(self, name: str) -> str:
        """A field of the holder's record; the name also where only the ticket says it."""
        told = str((self.sheet.record if self.sheet else {}).get(name) or "")
        return told or str(getattr(self.ticket, f"holder_{name}", "") or "")


class Saying:
    """Says answers in words; the forms they are of are read once."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.questions: dict[int, dict[str, QuestionFacts]] = {}

    def of_buyer(self, name: str, order: Order, sheet: Sheet | None) -> Any:
        """What stands in a column of the buyers' file."""
        if name.startswith(QUESTION):
            return self.answer(sheet, name.removeprefix(QUESTION), order)
        if name in ("status", "civility", "newsletter"):
            return self.told.word(name, getattr(order, name))
        if name == "placed_at":
            return self.told.moment(order.placed_at)
        return getattr(order, name)

    def of_holder(self, name: str, held: Held) -> Any:
        """What stands in a column of the holders' file."""
        if name.startswith(QUESTION):
            return self.answer(held.sheet, name.removeprefix(QUESTION), held.line.order)
        if name.startswith(RECORD):
            code = name.removeprefix(RECORD)
            said = held.named(code)
            return self.told.word(code, said) if code == "civility" else said
        return HOLDERS[name](held, self.told)

    def answer(self, sheet: Sheet | None, code: str, order: Order) -> Any:
        """An answer as a cell: numbers and days as such, all else in words."""
        if sheet is None or sheet.answers.get(code) in (None, ""):
            return None
        question = self._question(sheet, code)
        value = sheet.answers[code]
        if question is None:
            return str(value)
        if question.kind == "number" and isinstance(value, int):
            return value
        if question.kind == "date":
            return date.fromisoformat(value)
        if question.kind in FILES:
            file = next((each for each in sheet.files.all() if each.pk == value), None)
            return _zipped(order.number, sheet, file) if file else ""
        return say(question, value, self.told.language)

    def _question(self, sheet: Sheet, code: str) -> QuestionFacts | None:
        form_id = sheet.form_id or 0
        if form_id not in self.questions:
            self.questions[form_id] = {
                question.code: facts_of_question(question)
                for form in forms_by_id([form_id]).values()
                for question in questions_of(form)
            }
        return self.questions[form_id].get(code)


HOLDERS: dict[str, Callable[[Held, Told], Any]] = {
    "order": lambda held, told: held.line.order.number,
    "order_status": lambda held, told: told.word("status", held.line.order.status),
    "placed_at": lambda held, told: told.moment(held.line.order.placed_at),
    "event": lambda held, told: pick(_date(held).event.name, told.language),
    "date": lambda held, told: told.moment(_date(held).starts_at),
    "zone": lambda held, told: pick(held.line.product.tariff.zone.name, told.language),
    "tariff": lambda held, told: pick(held.line.name, told.language),
    "ticket": lambda held, told: readable_serial(held.ticket.serial) if held.ticket else "",
    "seat": lambda held, told: held.ticket.seat if held.ticket else "",
    "state": lambda held, told: told.word("state", held.ticket.status) if held.ticket else "",
    "buyer_first_name": lambda held, told: held.line.order.first_name,
    "buyer_last_name": lambda held, told: held.line.order.last_name,
    "buyer_email": lambda held, told: held.line.order.email,
    "buyer_phone": lambda held, told: held.line.order.phone,
}
"""Columns of the holders' file besides their record and their answers."""


def record_asked(forms: Sequence[Form]) -> list[str]:
    """Fields of the record that these forms ask of holders; the name always."""
    asked = {name for form in forms for name in form.record}
    return [
        name
        for name in record_of(Form.Kind.TARIFF)
        if name in asked or name in ("first_name", "last_name")
    ]


def _date(held: Held) -> Any:
    return held.line.date


def _orders(actor: Actor, shop: Shop, wanted: Wanted) -> QuerySet[Order]:
    found = orders_visible_to(actor, shop.pk)
    if not shop.is_test:
        found = found.filter(is_test=False)
    if wanted.state == "paid":
        return found.filter(status=Status.PAID)
    return found.exclude(status__in=ENDED) if wanted.state == "open" else found


def _of_lines(wanted: Wanted) -> Q:
    told: Mapping[str, int | None] = {
        "date_id": wanted.date,
        "product_id": wanted.tariff,
        "date__event_id": wanted.event,
    }
    return Q(**{name: value for name, value in told.items() if value is not None})
