"""Alice's house and Oscar's next door, open to everybody who tries every door.

It is built once for a file of tests; what one of them changes is undone before the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Model
from django.db.transaction import atomic, set_rollback
from django.http import HttpResponseBase
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.catalogue.models import Event
from tessera.domain.customers.actions import remember
from tessera.domain.customers.actions.erasures import ask_erasure
from tessera.domain.customers.models import Customer
from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.mailing.models import Message
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.offers.models import Code, Offer
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.models import (
    AccessCode,
    ApiToken,
    Invitation,
    Profile,
    TeamMember,
)
from tessera.domain.organisations.queries.team import rights_from
from tessera.domain.organisations.rules import EVERYTHING
from tessera.domain.payments.models import BankEntry, BankFile, Payment, Refund
from tessera.domain.reporting.models import Batch, Export, SavedView
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.flows.steps.billing import receipt
from tessera.lib import clock
from tessera.lib.files import private_files
from tests.cast import open_club, open_shop, open_theatre, play_hamlet, works
from tests.factories import (
    make_code,
    make_member,
    make_membership,
    make_offer,
    make_order,
    make_plan,
    make_shop,
)
from tests.factories.forms import ask, make_form
from tests.web.addresses import Address

HERE = {"Sec-Fetch-Site": "same-origin"}


KEPT: list[type[Model]] = [
    Order,
    OrderLine,
    Payment,
    Refund,
    Ticket,
    Message,
    SavedView,
    Export,
    Batch,
    BankFile,
    BankEntry,
    Offer,
    Code,
    Form,
    Question,
    FormUse,
    Sheet,
    AnswerFile,
    Member,
    Membership,
    Event,
]
OF_THE_TEAM: list[type[Model]] = [ApiToken, TeamMember, Profile, Invitation, AccessCode]


def _digest(kind: type[Model]) -> str:
    table, key = kind._meta.db_table, kind._meta.pk.column
    lines = f"string_agg(whole::text, chr(10) ORDER BY {key})"
    return f"SELECT '{table}', coalesce(md5({lines}), '') FROM {table} whole"


@dataclass
class House:
    """What Alice has, and where it is, as it was before; and Oscar, who organises next door."""

    order: Order
    told: dict[str, object]
    secrets: dict[str, object]
    alice: TeamMember
    oscar: TeamMember
    before: dict[str, str] = field(default_factory=dict)

    def rows(self) -> dict[str, str]:
        """A digest of every row that a visitor could have changed, by table."""
        hers = " WHERE organisation_id = %s"
        parts = [_digest(kind) for kind in KEPT] + [_digest(kind) + hers for kind in OF_THE_TEAM]
        told = [self.order.shop.organisation_id] * len(OF_THE_TEAM)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), told)
            return dict(cursor.fetchall())


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """The house, built once for the file."""
    with (
        django_db_blocker.unblock(),
        translation.override("en"),
        pytest.MonkeyPatch.context() as patch,
        atomic(),
    ):
        # As Django's own test cases do: what is durable may begin within, and the end of an
        # answer does not end the connection.
        patch.setattr(connection.atomic_blocks[-1], "_from_testcase", True)
        patch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
        yield _open()
        set_rollback(True)


@pytest.fixture
def alice(house: House) -> TeamMember:
    """Organises; everything in the house is hers."""
    return house.alice


@pytest.fixture
def oscar(house: House) -> TeamMember:
    """Is an outsider, and an administrator next door."""
    return house.oscar


@pytest.fixture(autouse=True)
def _alone(db: None) -> None:
    """What a test changes in the house is undone after it."""


def _open() -> House:
    """A paid and a waiting order of Alice's shop, with everything that has an address."""
    theatre, club, at = open_theatre(), open_club(), clock.now()
    programme = play_hamlet(open_shop(theatre))
    make_shop(club, slug="club")
    alice, oscar = works(theatre, "Alice", "administrator"), works(club, "Oscar", "administrator")
    order = make_order(programme, quantity=2)
    waiting = make_order(programme, status="pending")
    payment = Payment.objects.create(
        order=waiting,
        method="invoice",
        amount=waiting.total,
        currency="CHF",
        reference="waiting",
        created_at=at,
    )
    refund = Refund.objects.create(
        payment=payment, amount=payment.amount, reference="back", created_at=at
    )
    message = Message.objects.create(
        shop=order.shop,
        order=order,
        kind="order_paid",
        to=order.email,
        language="en",
        subject="Your tickets",
        html="<p>secret words</p>",
        text="secret words",
        status="failed",
        created_at=at,
    )
    token, _key = organisations.create_token(
        alice.organisation, name="Alice's program", rights=rights_from(["use_api"]), shop_ids=None
    )
    invitation, _link = organisations.create_invitation(
        alice.profile, email="nina@test.example", invited_by_id=alice.person_id, at=at
    )
    code, _letters = organisations.create_access_code(
        alice.organisation.pk, name="Door", profile=None, made_by_id=alice.person_id, at=at
    )
    ticket = order.tickets.first()
    paper = receipt(order, lines_of(order.pk), at=at)
    assert ticket
    told: dict[str, object] = {
        "shop": order.shop.slug,
        "event": programme.event.slug,
        "number": waiting.number,
        "payment_id": payment.id,
        "refund_id": refund.id,
        "message_id": message.id,
        "paper": paper.id,
        "token_id": token.id,
        "member_id": alice.pk,
        "profile_id": alice.profile_id,
        "invitation_id": invitation.pk,
        "code_id": code.pk,
        "key": "wrong",
        "ticket": ticket.id,
        "date": programme.date.id,
        "zone_id": programme.zone.id,
        "product_id": programme.tariff.product_id,
        "rest": "orders",
        "version": 1,
        "code": "sales-by-tariff",
        "method": "invoice",
        "mail": "order_paid",
        "name": "events/picture.webp",
        "customer_id": _customer(order).pk,
        "guide": "buying",
        "picture": "tariffs",
        "file": "shop.png",
        "secret": order.secret,
        "step": "contact",
        "tab": "terms",
        **_members(order.shop, alice),
        **_kept(order, alice),
        **_offered(order.shop),
        **_asked(waiting),
        "handed": _file(order).pk,
    }
    secrets = {**told, "secret": "A" * len(order.secret), "card": "B" * 32}
    house = House(order, told, secrets, alice, oscar)
    house.before = house.rows()
    return house


def _members(shop: Shop, alice: TeamMember) -> dict[str, object]:
    """A member of hers (herself), with what they have, and a request to be forgotten."""
    plan = make_plan(shop)
    member = make_member(shop.organisation, email="hamlet@test.example", last_name="Hamlet")
    Member.objects.filter(pk=member.pk).update(person=alice.person)
    held = make_membership(member, plan)
    asked = ask_erasure(shop.organisation_id, email=member.email, person_id=None, at=clock.now())
    offer = make_offer(shop, needs_code=True)
    Offer.objects.filter(pk=offer.pk).update(purpose=Offer.Purpose.MEMBERSHIPS)
    make_code(offer, "HAMLET")
    return {
        "level_id": plan.level_id,
        "plan_id": plan.pk,
        "plan": plan.pk,
        "card": member.secret,
        "record": member.pk,
        "membership": held.pk,
        "erasure_id": asked.pk,
        "plan_code": offer.pk,
        "member_picture": "members",
        "written": "csv",
    }


def _kept(order: Order, alice: TeamMember) -> dict[str, object]:
    """A view, a file and a batch of hers, and money of her bank."""
    facts: dict[str, Any] = {"person": alice.person, "created_at": clock.now()}
    export = Export(shop=order.shop, kind="orders", status=Export.Status.DONE, **facts)
    export.file.save("file.csv", ContentFile(b"secret words"), save=False)
    export.save()
    view = SavedView.objects.create(shop=order.shop, screen="orders", name="Hers", **facts)
    batch = Batch.objects.create(shop=order.shop, action="resend", order_ids=[order.id], **facts)
    file = BankFile.objects.create(shop=order.shop, digest="d", uploaded_at=clock.now())
    entry = BankEntry.objects.create(
        file=file, shop=order.shop, entry_id="e", amount=1, currency="CHF", booked_on="2026-01-05"
    )
    mine = {"export_id": export.pk, "view_id": view.pk, "batch_id": batch.pk}
    return {**mine, "bank_file": file.pk, "bank_entry": entry.pk}


def _asked(order: Order) -> dict[str, object]:
    """A form of hers, and what somebody answered and handed in with the order."""
    form = make_form(order.shop, ask("words"), ask("proof", "file"))
    line, at = order.lines.get(), clock.now()
    sheet = Sheet.objects.create(
        order=order, line=line, place=1, form=form, answers={"words": "secret"}, updated_at=at
    )
    file = _file(order, sheet)
    question = form.questions.get(code="words")
    who = f"t{line.pk}-1"
    return {"form_id": form.pk, "question_id": question.pk, "file_id": file.pk, "who": who}


def _file(order: Order, sheet: Sheet | None = None) -> AnswerFile:
    """A file that somebody handed in."""
    path, at = private_files().save("answers/proof", ContentFile(b"secret words")), clock.now()
    return AnswerFile.objects.create(
        order=order, sheet=sheet, question="proof", name="p.txt", size=12, path=path, created_at=at
    )


def _offered(shop: Shop) -> dict[str, object]:
    """An offer of hers, and its code."""
    offer = make_offer(shop, needs_code=True)
    return {"offer_id": offer.pk, "offer_code": make_code(offer).pk, "form": "svg"}


def _customer(order: Order) -> Customer:
    """The buyer as the shop knows them."""
    buyer = {"email": order.email, "last_name": order.last_name}
    order.customer = remember(order.shop_id, buyer=buyer, at=clock.now())
    order.save(update_fields=["customer"])
    return order.customer


def who(person: TeamMember | None, *, as_program: bool = False) -> Client:
    """A browser of this person, or a program with a key of their organisation and every right."""
    if person is None:
        return Client(headers=HERE)
    if as_program:
        _token, key = organisations.create_token(
            person.organisation, name="Program", rights=EVERYTHING
        )
        return Client(headers={"Authorization": f"Bearer {key}"})
    client = Client(headers=HERE)
    client.force_login(person.person)
    return client


def is_api(address: Address) -> bool:
    return address.name.startswith("api:")


def body(answer: HttpResponseBase) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    return b"".join(parts).decode(errors="replace")
