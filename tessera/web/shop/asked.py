"""What is asked besides who buys: the questions of the order, and of each ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tessera.domain.answers.models import AnswerFile
from tessera.domain.answers.queries.sheets import Block, blocks_to_ask, files_of
from tessera.domain.answers.rules import BUYER, Respondent, respondent_of
from tessera.domain.forms.making import MEGA, MOST_BYTES
from tessera.domain.forms.rules import FILES, AskedForm, Given
from tessera.domain.forms.uploads import Upload
from tessera.domain.orders.models import Order, OrderLine
from tessera.flows import answering
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.parts.asking import AskingForm, Handed, asking_form
from tessera.web.shop.saying import say

OPEN_AT_ONCE = 3
"""So many tickets are shown unfolded."""

MOST_SENT = 60 * MEGA
"""How much one page of files may weigh in all."""


class TooMuchSent(Refusal):
    """The files of one page are too large together."""

    code = "too_much_sent"


@dataclass(frozen=True, slots=True)
class TicketAsked:
    """The questions of one ticket: whose it is in words, and its form."""

    who: Respondent
    form: AskingForm
    heading: str
    about: str
    is_open: bool
    first: str = ""
    asks_record: bool = False
    is_first_of_many: bool = False

    @property
    def key(self) -> str:
        """Its name on the page."""
        return self.who.key

    @property
    def name(self) -> str:
        """Who holds it, as far as is known."""
        record = self.form.given().record
        names = (record.get("first_name") or "", record.get("last_name") or "")
        return " ".join(str(each) for each in names if each).strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is asked on the page; nothing of it where nobody asks."""

    order: AskingForm | None = None
    tickets: Sequence[TicketAsked] = field(default_factory=list)
    record: AskedForm | None = None

    @property
    def forms(self) -> list[AskingForm]:
        """Every form of the page."""
        return ([self.order] if self.order else []) + [each.form for each in self.tickets]

    @property
    def is_valid(self) -> bool:
        """Whether everything that is asked was answered well."""
        return not [form for form in self.forms if not form.is_valid()]

    @property
    def has_files(self) -> bool:
        """Whether the page sends files."""
        return any(q.kind in FILES for form in self.forms for q in form.asked.questions)

    def told(self) -> dict[Respondent, Given] | None:
        """What was handed in, by who answers; None where nobody is asked."""
        found = {each.who: each.form.given() for each in self.tickets}
        if self.order is not None:
            found[BUYER] = self.order.given()
        return found or None


def asked_of(
    cart: Order,
    lines: Sequence[OrderLine],
    *,
    language: str,
    data: QueryDict | None = None,
    handed: Handed | None = None,
    is_draft: bool = False,
) -> Asked:
    """The questions that a cart of these lines meets, filled with what was answered so far."""
    return asked_on(
        cart,
        blocks_to_ask(cart, lines),
        lines,
        language=language,
        data=data,
        handed=handed,
        is_draft=is_draft,
    )


def asked_on(  # noqa: PLR0913 - an order, whom it asks, and what was typed
    order: Order,
    blocks: Sequence[Block],
    lines: Sequence[OrderLine],
    *,
    language: str,
    data: QueryDict | None = None,
    handed: Handed | None = None,
    is_draft: bool = False,
) -> Asked:
    """The page for these respondents."""
    if not blocks:
        return Asked()
    handed = handed or Handed(kept=_kept(order, blocks))
    forms = {
        block.who: asking_form(
            block.form,
            language=language,
            country=order.country or order.shop.country,
            answers=block.answers,
            with_record=block.who != BUYER,
            handed=handed,
            prefix=block.who.key,
            data=data,
            is_draft=is_draft,
        )
        for block in blocks
    }
    buyers = next((block.form for block in blocks if block.who == BUYER), None)
    order_form = forms.get(BUYER)
    return Asked(
        order=order_form if buyers and (buyers.questions or buyers.purpose) else None,
        tickets=_tickets(order, blocks, forms, lines, language),
        record=buyers,
    )


def _tickets(
    order: Order,
    blocks: Sequence[Block],
    forms: Mapping[Respondent, AskingForm],
    lines: Sequence[OrderLine],
    language: str,
) -> list[TicketAsked]:
    by_id = {line.pk: line for line in lines}
    asked = [block for block in blocks if block.who.line_id in by_id]
    firsts: dict[int, str] = {}
    many: dict[int, int] = {}
    for block in asked:
        firsts.setdefault(block.form.form_id, block.who.key)
        many[block.form.form_id] = many.get(block.form.form_id, 0) + 1
    found = []
    for number, block in enumerate(asked, 1):
        form, line = forms[block.who], by_id[block.who.line_id or 0]
        first = firsts[block.form.form_id]
        is_first = first == block.who.key
        form.heading = heading_of(line, number, len(asked), language)
        found.append(
            TicketAsked(
                who=block.who,
                form=form,
                heading=form.heading,
                about=about_of(order, line, language),
                is_open=number <= OPEN_AT_ONCE or (form.is_bound and bool(form.errors)),
                first="" if is_first else first,
                asks_record=bool(form.record),
                is_first_of_many=is_first and many[block.form.form_id] > 1,
            )
        )
    return found


def heading_of(line: OrderLine, number: int, count: int, language: str) -> str:
    """Which ticket of how many, and its tariff."""
    facts = {"number": number, "count": count, "name": pick(line.name, language)}
    return _("Ticket %(number)d of %(count)d – %(name)s") % facts


def about_of(order: Order, line: OrderLine, language: str) -> str:
    """What the ticket is for, and when."""
    if line.date is None:
        return ""
    when = say(line.date.starts_at, time_zone=order.shop.time_zone, language=language).full
    return f"{pick(line.product.tariff.event.name, language)} · {when}"


def _kept(order: Order, blocks: Sequence[Block]) -> dict[int, AnswerFile]:
    """The files of the order, asked for only where files are."""
    has_files = any(each.kind in FILES for block in blocks for each in block.form.questions)
    return files_of(order.pk) if has_files else {}


def hand_in(request: HttpRequest, cart: Order, *, at: datetime) -> Handed | None:
    """Keep the files that came with the page, so that no refusal of another answer loses them.

    None where no file came. Refuses (TooMuchSent, TooManyFiles) more than anybody needs.
    """
    uploads = uploads_of(request)
    if not uploads:
        return None
    kept, wrong = answering.hand_in(cart.secret, uploads, at=at)
    return handed_of(cart, kept, wrong)


def handed_of(
    order: Order,
    kept: Mapping[tuple[Respondent, str], AnswerFile],
    wrong: Mapping[tuple[Respondent, str], str],
) -> Handed:
    """What became of the files, by the fields they came in."""
    return Handed(
        kept=files_of(order.pk),
        new={_field(who, code): each for (who, code), each in kept.items()},
        wrong={_field(who, code): message for (who, code), message in wrong.items()},
    )


def uploads_of(request: HttpRequest) -> dict[tuple[Respondent, str], Upload]:
    """The files of the page by who answers which question with them; refuses (TooMuchSent)."""
    files = {name: each for name, each in request.FILES.items() if isinstance(each, UploadedFile)}
    size = sum(each.size or 0 for each in files.values())
    if size > MOST_SENT:
        raise TooMuchSent(
            _("These files are too large together: at most %(most)d MB.")
            % {"most": MOST_SENT // MEGA}
        )
    found = {}
    for name, sent in files.items():
        key, _dash, code = name.partition("-q-")
        who = respondent_of(key)
        if who is not None and code:
            found[who, code] = Upload(sent.name or "", sent.read(MOST_BYTES + 1))
    return found


def _field(who: Respondent, code: str) -> str:
    return f"{who.key}-q-{code}"


def copied(data: QueryDict, asked: Asked) -> QueryDict:
    """What was typed, with a block filled as its button says: "buyer:t1-2" fills the fields of
    the record from the buyer's, "first:t1-2" everything from the first ticket of its form,
    "all:t1-1" every other ticket like that one. For browsers without scripts."""
    told = data.copy()
    what, _colon, key = data.get("copy", "").partition(":")
    for each in asked.tickets:
        if what == "buyer" and each.key == key:
            _fill(told, each, source="")
        elif (what == "first" and each.key == key) or (what == "all" and each.first == key):
            _fill(told, each, source=each.first)
    return told


def _fill(told: QueryDict, ticket: TicketAsked, *, source: str) -> None:
    for name in ticket.form.fields:
        here = f"{ticket.key}-{name}"
        if source:
            told.setlist(here, told.getlist(f"{source}-{name}"))
            told.setlist(f"{here}-kept", told.getlist(f"{source}-{name}-kept"))
        elif name.startswith("r-"):
            told.setlist(here, told.getlist(name.removeprefix("r-")))


def note_new_files(data: QueryDict, handed: Handed) -> QueryDict:
    """The page as if the files that just came had been kept before: so they can be copied."""
    told = data.copy()
    for name, each in handed.new.items():
        told[f"{name}-kept"] = str(each.pk)
    return told
