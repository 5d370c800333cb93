"""Oscar, who works elsewhere, and nobody at all visit every address of every door.

They are told Alice's ids and see 404 or 403, or are asked to log in; never 200. Alice herself
visits the same addresses, so that the ids are known to lead somewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.utils import translation

from tessera.domain.answers.models import AnswerFile, Sheet
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
from tessera.web.shop.views import orders
from tests.factories import (
    Programme,
    make_code,
    make_member,
    make_membership,
    make_offer,
    make_order,
    make_plan,
)
from tests.factories.forms import ask, make_form
from tests.web.addresses import Address, table

ADDRESSES = table()
REFUSED = {401, 403, 404, 405}
UNSIGNED = 400
UNREADABLE = 422  # an empty wish; `tests/web/api` send whole ones

# What strangers may see: the shop with a cart of their own, and what phones, programs and search
# engines ask for. What is opened by a secret is visited with a wrong one.
PUBLIC = {
    "healthz",
    "readyz",
    "theme",
    "account:home",
    "api:docs",
    "api:openapi",
    "scanner:code",
    "scanner:icon",
    "scanner:leaving",
    "scanner:manifest",
    "scanner:worker",
    "shop:start",
    "shop:home",
    "shop:event",
    "shop:feed",
    "shop:cart",
    "shop:add_to_cart",
    "shop:plans",
    "shop:join",
    "shop:change_cart",
    "shop:renew_hold",
    "shop:use_code",
    "shop:remove_code",
    "shop:details",
    "shop:payment",
    "shop:place_order",
}
HERE = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class House:
    """What Alice has, and where it is."""

    order: Order
    told: dict[str, object]
    secrets: dict[str, object]

    def rows(self) -> dict[str, list[Any]]:
        """Everything that a visitor could have changed."""
        kinds: list[type[Model]] = [
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
        ]
        rows = {
            kind.__name__: list(kind._default_manager.order_by("pk").values()) for kind in kinds
        }
        team: list[type[Model]] = [ApiToken, TeamMember, Profile, Invitation, AccessCode]
        for kind in team:
            hers = kind._default_manager.filter(organisation=self.order.shop.organisation)
            rows[kind.__name__] = list(hers.order_by("pk").values())
        return rows


@pytest.fixture
def house(programme: Programme, alice: TeamMember, club_shop: Shop) -> House:
    """A paid and a waiting order of Alice's shop, with everything that has an address."""
    at = clock.now()
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
    return House(order, told, {**told, "secret": "A" * len(order.secret), "card": "B" * 32})


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


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    """Who guesses secrets too often is told to wait; here everybody guesses once."""
    orders.GUESSES.forget()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


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


def ours(names: set[str]) -> list[Any]:
    return [pytest.param(each, id=each.name) for each in ADDRESSES if each.name not in names]


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("visitor", ["nobody", "oscar"])
@pytest.mark.parametrize("address", ours(PUBLIC))
def test_strangers_see_nothing(
    address: Address, visitor: str, verb: str, house: House, oscar: TeamMember
) -> None:
    client = who(oscar if visitor == "oscar" else None, as_program=is_api(address))
    before = house.rows()

    answer = getattr(client, verb)(address.at(house.secrets))

    asks = ("/auth/login/", "/scanner/code/", "/en/account/?next=")
    to_login = answer.status_code == 302 and answer["Location"].startswith(asks)
    own_page = "shop" not in address.asks and visitor == "oscar" and answer.status_code < 500
    asked = to_login and visitor == "nobody"
    unsigned = address.access == "outside" and answer.status_code == UNSIGNED
    unread = is_api(address) and verb == "post" and answer.status_code == UNREADABLE
    fine = answer.status_code in REFUSED or asked or own_page or unsigned or unread
    assert fine, (address.route, answer.status_code)
    said = body(answer)
    for word in ("Hamlet", house.order.number, house.order.secret, "bea@test.example"):
        assert str(word) not in said, f"{address.route} tells strangers {word!r}"
    assert house.rows() == before, f"{address.route} lets strangers change something"


@pytest.mark.parametrize(
    "address", [each for each in ours(PUBLIC) if "shop" in each.values[0].asks]
)
def test_alice_sees_what_oscar_does_not(address: Address, house: House, alice: TeamMember) -> None:
    told = house.told | ({"number": house.order.number} if is_api(address) else {})
    answer = who(alice, as_program=is_api(address)).get(address.at(told))
    answer.close()  # of a file, nobody has read it
    assert answer.status_code in {200, 302, 405}, "the test tells ids that lead nowhere"


@pytest.mark.parametrize(
    "address", [each for each in ours(PUBLIC) if "secret" in each.values[0].asks]
)
def test_a_secret_opens_nothing_in_another_shop(address: Address, house: House) -> None:
    answer = who(None).get(address.at(house.told | {"shop": "club"}))
    assert answer.status_code in {404, 405}


@pytest.mark.parametrize("address", [each for each in ADDRESSES if "token_id" not in each.asks])
def test_strangers_never_meet_a_mistake(address: Address, house: House) -> None:
    told = {**house.secrets, "number": "\x00", "event": "none", "secret": "é" * 40}
    assert who(None).get(address.at(told)).status_code < 500


def test_what_is_public_is_there() -> None:
    names = {each.name for each in ADDRESSES}
    assert PUBLIC - names == set(), "take it off the list"
    access = {each.name: each.access for each in ADDRESSES}
    assert {name for name in PUBLIC & names if access[name] != "public"} == set()


def test_oscar_has_every_right_at_home(oscar: TeamMember) -> None:
    """He is refused because he is elsewhere, not because he may do little."""
    assert rights_from(oscar.profile.rights) == EVERYTHING
