"""A customer is forgotten: the person goes, the accounts stay."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tessera.domain.activity.actions import record
from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import EventDate
from tessera.domain.customers.actions import remember
from tessera.domain.customers.errors import CannotErase
from tessera.domain.customers.models import Customer
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.actions.mandates import keep_mandate
from tessera.domain.payments.methods import Kept
from tessera.domain.payments.models import BankEntry, BankFile, Payment
from tessera.domain.reporting.models import SavedView
from tessera.domain.tickets.models import Ticket
from tessera.flows.cancelling import cancel_order
from tessera.flows.erasing import erase_customer
from tessera.flows.knowing import edit_customer
from tessera.flows.merging import merge_customers
from tessera.flows.sending import resend_tickets
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_order

pytestmark = pytest.mark.django_db(transaction=True)
ZOE: dict[str, Any] = {
    "email": "zoe.quirin@test.example",
    "first_name": "Zoé",
    "last_name": "Quirin",
    "phone": "+41 79 555 44 33",
    "street": "Chemin des Mirabelles 7",
    "postcode": "1033",
    "city": "Cheseaux",
    "country": "CH",
}
NAMING = ("zoe.quirin", "zq@test", "Quirin", "555 44 33", "Mirabelles")


def everything() -> dict[str, str]:
    """Every row of every table of ours, as text."""
    told = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("tessera").get_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT COALESCE(string_agg(t::text, chr(10)), $$$$) FROM "{table}" t')
            told[table] = cursor.fetchone()[0]
    return told


def where(*words: str) -> set[tuple[str, str]]:
    rows = everything()
    return {(table, word) for word in words for table in rows if word in rows[table]}


@pytest.fixture
def zoe(programme: Programme) -> Customer:
    return remember(programme.shop.id, buyer=ZOE, at=clock.now())


@pytest.fixture
def past(programme: Programme) -> None:
    """The dates are over."""
    EventDate.objects.update(starts_at=clock.now() - timedelta(days=3))


@pytest.fixture
def bought(programme: Programme, zoe: Customer, alice: TeamMember, past: None) -> Order:
    """Zoé in every corner of the house."""
    at, by, shop = clock.now(), actor_of(alice), programme.shop
    second = remember(shop.id, buyer={**ZOE, "email": "zq@test.example"}, at=at)
    order = make_order(programme, customer=zoe, note="Ask Quirin for the key", **ZOE)
    make_order(programme, customer=second, **{**ZOE, "email": "zq@test.example"})
    merge_customers(zoe.pk, second.pk, from_other=[], by=by, at=at)
    edit_customer(zoe.pk, {**ZOE, "note": "Sits in the first row, says Zoé Quirin"}, by=by, at=at)
    Ticket.objects.filter(order=order).update(holder_first_name="Zoé", holder_last_name="Quirin")
    Payment.objects.filter(order=order).update(
        data={"name": "Z QUIRIN", "payer": "Zoé Quirin"}, error_message="Quirin has no money"
    )
    resend_tickets(order.pk, by=by, at=at)
    Activity.objects.filter(verb="tickets.resent").update(
        facts={
            "to": ZOE["email"],
            "before": {"name": "Zoé Quirin"},
            "said": "Zoé Quirin came",
            "tickets": 2,
        }
    )
    statement = BankFile.objects.create(
        shop=shop, name="may.xml", format="camt.053", digest="d", uploaded_at=at
    )
    BankEntry.objects.create(
        shop=shop,
        file=statement,
        entry_id="1",
        amount=order.total,
        currency="CHF",
        booked_on=at.date(),
        debtor="Zoé Quirin, Chemin des Mirabelles 7",
        order=order,
    )
    mail(order, at=at)
    kept = Kept("cus_1", "pm_1", "Visa of Zoé Quirin")
    keep_mandate(order.payments.get(), kept, said="Renew it by itself.", at=at)
    cancel_order(order.pk, reason="Quirin is ill", by=by, at=at)
    record(
        "data.exported",
        of=("shop", shop.id),
        shop=shop,
        by=by,
        at=at,
        query="q=Zo%C3%A9+Quirin&status=paid",
    )
    SavedView.objects.create(
        shop=shop,
        person=alice.person,
        screen="orders",
        name="Her",
        query="q=zoe.quirin%40test.example",
        created_at=at,
    )
    return order


def mail(order: Order, *, at: datetime) -> Message:
    return Message.objects.create(
        shop=order.shop,
        order=order,
        kind="order_paid",
        to=ZOE["email"],
        language="fr",
        subject="Zoé Quirin, your tickets",
        html="<p>Zoé Quirin</p>",
        text="Zoé Quirin",
        status="queued",
        created_at=at,
    )


def erase(customer: Customer, member: TeamMember, **facts: bool) -> None:
    choices = {"despite_coming": False, "also_elsewhere": False, **facts}
    erase_customer(customer.pk, by=actor_of(member), at=clock.now(), **choices)


def test_no_table_names_the_person_any_more(
    bought: Order, zoe: Customer, alice: TeamMember
) -> None:
    found = {table for table, _ in where(*NAMING)}
    assert {"tessera_customer", "tessera_order", "tessera_ticket", "tessera_payment"} <= found
    assert {"tessera_message", "tessera_activity", "tessera_savedview"} <= found
    assert "tessera_mandate" in found

    erase(zoe, alice)

    assert where(*NAMING) == set()


def test_the_accounts_stay(bought: Order, zoe: Customer, alice: TeamMember) -> None:
    before = {
        each.pk: (each.number, each.total, each.received, each.quote, each.status, each.placed_at)
        for each in Order.objects.all()
    }
    payments = list(
        Payment.objects.order_by("id").values("id", "amount", "status", "reference", "provider_id")
    )

    erase(zoe, alice)

    after = {
        each.pk: (each.number, each.total, each.received, each.quote, each.status, each.placed_at)
        for each in Order.objects.all()
    }
    assert after == before
    kept = list(
        Payment.objects.order_by("id").values("id", "amount", "status", "reference", "provider_id")
    )
    assert kept == payments
    zoe.refresh_from_db()
    assert zoe.erased_at is not None
    assert Order.objects.filter(customer=zoe).count() == 2


def test_what_happened_stays_without_the_name(
    bought: Order, zoe: Customer, alice: TeamMember
) -> None:
    verbs = sorted(Activity.objects.values_list("verb", flat=True))
    erase(zoe, alice)
    now = sorted(Activity.objects.values_list("verb", flat=True))
    assert now == sorted([*verbs, "customer.erased"])
    resent = Activity.objects.get(verb="tickets.resent")
    assert resent.facts == {"to": "…", "before": "…", "said": "… came", "tickets": 2}


def test_what_waited_to_be_sent_is_not_sent(
    bought: Order, zoe: Customer, alice: TeamMember
) -> None:
    erase(zoe, alice)
    assert not Message.objects.filter(status="queued").exists()


def test_others_keep_their_names(
    programme: Programme, zoe: Customer, alice: TeamMember, past: None
) -> None:
    other = make_order(programme, first_name="Zoé", last_name="Quirinelli", email="q@test.example")
    erase(zoe, alice)
    other.refresh_from_db()
    assert (other.last_name, other.email) == ("Quirinelli", "q@test.example")


@pytest.mark.parametrize("also", [True, False])
def test_tickets_that_others_bought_are_asked_about(
    programme: Programme, zoe: Customer, alice: TeamMember, past: None, also: bool
) -> None:
    order = make_order(programme)
    Ticket.objects.filter(order=order).update(holder_first_name="ZOÉ", holder_last_name="quirin")
    erase(zoe, alice, also_elsewhere=also)
    assert Ticket.objects.filter(holder_last_name="quirin").exists() is not also


def test_a_person_keeps_their_login_but_not_the_link(
    programme: Programme, max_: object, alice: TeamMember
) -> None:
    customer = Customer.objects.get(email="max@test.example")
    erase(customer, alice)
    customer.refresh_from_db()
    assert customer.person_id is None


def test_an_order_that_waits_for_money_is_finished_first(
    programme: Programme, zoe: Customer, alice: TeamMember
) -> None:
    order = make_order(programme, customer=zoe, status="pending", **ZOE)
    with pytest.raises(CannotErase, match=order.number or "?"):
        erase(zoe, alice, despite_coming=True)
    assert where("Quirin")


def test_a_coming_date_must_be_known(
    programme: Programme, zoe: Customer, alice: TeamMember
) -> None:
    make_order(programme, customer=zoe, **ZOE)
    with pytest.raises(CannotErase):
        erase(zoe, alice)
    erase(zoe, alice, despite_coming=True)
    assert where(*NAMING) == set()
    assert Ticket.objects.filter(status="valid").count() == 2


def test_erasing_twice_is_erasing_once(zoe: Customer, alice: TeamMember, past: None) -> None:
    erase(zoe, alice)
    erase(zoe, alice)
    assert Activity.objects.filter(verb="customer.erased").count() == 1


def test_who_may_not_is_refused(zoe: Customer, carl: TeamMember, oscar: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        erase(zoe, carl)
    with pytest.raises(NotFound):
        erase(zoe, oscar)
