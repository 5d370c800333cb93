"""What goes in and out, field by field. Amounts are integers in minor units (centimes)."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints

Words = dict[str, str]
BIGGEST = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=BIGGEST)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


Slug = Annotated[str, StringConstraints(pattern=r"^[-\w]{1,80}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,12}$")]


def _written_out(given: object) -> object:
    """Seconds since 1970 are no moment for people."""
    if isinstance(given, str) and "-" in given:
        return given
    raise ValueError("Write the moment as 2026-11-22T20:30:00+01:00.")


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
Day = Annotated[date, BeforeValidator(_written_out), Field(ge=date(1970, 1, 1))]
ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{}|~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = rf"^{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+[A-Za-z]{{2,63}}$"
Email = Annotated[str, Field(max_length=254, pattern=ADDRESS)]


class Given(Schema):
    """What a program sends; fields we do not know are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Shop(Schema):
    """A shop that the key may see."""

    slug: str
    name: Words
    status: str
    currencies: list[str]
    languages: list[str]
    time_zone: str


class Shops(Schema):
    """All shops that the key may see."""

    items: list[Shop]


class Event(Schema):
    """An event; names by language."""

    slug: str
    name: Words
    subtitle: Words
    description: Words
    category: str
    status: str
    venue: str
    city: str


class Zone(Schema):
    """A part of the house."""

    id: int
    name: Words
    capacity: int
    is_numbered: bool


class EventWithZones(Event):
    """An event and its zones."""

    zones: list[Zone]


class Events(Schema):
    """A page of events; `next` fetches the one after."""

    items: list[Event]
    next: str | None


class EventDate(Schema):
    """One performance."""

    id: int
    event: str
    starts_at: datetime
    ends_at: datetime | None
    doors_at: datetime | None
    status: str


class Dates(Schema):
    """A page of dates by start; `next` fetches the one after."""

    items: list[EventDate]
    next: str | None


class PriceStep(Schema):
    """Another price: from a moment on, or once so many are sold or held."""

    currency: str
    amount: int
    starts_at: datetime | None
    after_sold: int | None


class TariffLeft(Schema):
    """What one tariff costs on a date now, and how many can be had."""

    product: int
    name: Words
    zone: int
    zone_name: Words
    kind: str
    group_size: int
    prices: dict[str, int]
    next_prices: list[PriceStep]
    left: int
    on_sale: bool
    why_not: str | None


class Availability(Schema):
    """Every tariff of a date."""

    date: EventDate
    tariffs: list[TariffLeft]


class Summary(Schema):
    """An order on a list."""

    number: str
    status: str
    channel: str
    method: str
    currency: str
    total: int
    received: int
    email: str
    first_name: str
    last_name: str
    company: str
    placed_at: datetime
    due_at: datetime | None


class Orders(Schema):
    """A page of orders, newest first; `next` fetches the one after."""

    items: list[Summary]
    next: str | None


class Discount(Schema):
    """What an offer takes off; `tickets` profit."""

    offer: int
    name: Words
    tickets: int
    amount: int


class OrderLine(Schema):
    """So many of one product. `amount` is what the line costs, `discount` taken off."""

    product: int
    date: int | None
    name: Words
    quantity: int
    tickets: int
    unit_price: int
    discount: int
    discounts: list[Discount]
    vat_rate: str
    amount: int


class Ticket(Schema):
    """A ticket; `code` is what its QR says, `number` what can be typed."""

    number: str
    code: str
    date: int
    zone: int
    product: int
    seat: str
    status: str


class Order(Summary):
    """An order with its lines and, once paid, its tickets."""

    phone: str
    language: str
    street: str
    postcode: str
    city: str
    country: str
    paid_at: datetime | None
    quote: dict[str, Any]
    code: str | None
    discounts: list[Discount]
    lines: list[OrderLine]
    tickets: list[Ticket]
    page: str


Answer = (
    Annotated[str, Field(max_length=10_000)]
    | bool
    | Annotated[int, Field(ge=-(10**15), le=10**15)]
    | Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=200)]
    | None
)


class Holder(Given):
    """What one holder answers: fields of the record ("first_name"), and answers by question."""

    record: Annotated[dict[str, Answer], Field(max_length=20)] = {}
    answers: Annotated[dict[str, Answer], Field(max_length=200)] = {}


class Item(Given):
    """So many of a tariff on a date; `price` each, only where the buyer names it. `holders` answer
    the tariff's form, in the order of the tickets."""

    product: Id
    date: Id
    quantity: Annotated[int, Field(ge=1, le=1000)]
    price: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    holders: Annotated[list[Holder], Field(max_length=1000)] = []


class Buyer(Given):
    """Who buys."""

    email: Email
    first_name: Annotated[Line, Field(min_length=1, max_length=80)]
    last_name: Annotated[Line, Field(min_length=1, max_length=80)]
    company: Annotated[Line, Field(max_length=120)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    street: Annotated[Line, Field(max_length=120)] = ""
    postcode: Annotated[Line, Field(max_length=20)] = ""
    city: Annotated[Line, Field(max_length=80)] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""


class NewOrder(Given):
    """An order to place. `total`, if given, must be what it costs: else nothing is placed.

    A `code` that does nothing for the order is refused, and nothing is placed. `answers` are those
    of the buyer to the shop's order form.
    """

    items: Annotated[list[Item], Field(min_length=1, max_length=50)]
    buyer: Buyer
    method: Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    terms_accepted: bool
    total: Annotated[int, Field(ge=0, le=BIGGEST)] | None = None
    code: Annotated[Line, Field(max_length=60)] = ""
    answers: Annotated[dict[str, Answer], Field(max_length=200)] = {}


class Question(Schema):
    """What is asked; `only_if` names another question and the answers to it."""

    code: str
    kind: str
    label: Words
    is_required: bool
    options: list[str]
    only_if: dict[str, Any] | None


class Respondent(Schema):
    """Who answers: "order" for the buyer, else a ticket by its line and place."""

    respondent: str
    product: int | None
    date: int | None
    place: int | None
    form: int
    record: dict[str, Any]
    answers: dict[str, Any]
    agreed: Words
    fields: Words
    questions: list[Question]
    updated_at: datetime | None


class AnswersOfOrder(Schema):
    """Everybody who is asked something in an order."""

    items: list[Respondent]


class OfRespondent(Holder):
    """All that one respondent answers from now on."""

    respondent: Annotated[str, Field(pattern=r"^(order|t[0-9]{1,18}-[0-9]{1,6})$")]


class NewAnswers(Given):
    """Answers of those who are named; the others stay as they are."""

    items: Annotated[list[OfRespondent], Field(min_length=1, max_length=1000)]


class NewPayment(Given):
    """Money that came for an order that waits; left out, all it still asks for, today."""

    amount: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    booked_on: Day | None = None
    reference: Annotated[Line, Field(max_length=140)] = ""
    note: Annotated[Line, Field(max_length=200)] = ""


class NewScan(Given):
    """A code held before a gate. Send the same `scan_id` again when you are not sure."""

    scan_id: UUID
    code: Annotated[str, Field(min_length=1, max_length=4000)]
    dates: Annotated[list[Id], Field(min_length=1, max_length=100)]
    gate: Id | None = None
    device: Annotated[Line, Field(max_length=80)] = ""


class Told(Schema):
    """A question whose answer the door is told."""

    question: str
    answer: str


class Verdict(Schema):
    """What the door says; `colour` is green, orange or red."""

    answer: str
    colour: str
    title: str
    detail: str
    holder: str
    about: str
    told: list[Told] = []
    since: datetime | None
