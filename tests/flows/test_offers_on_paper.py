"""Ticket, order, invoice, mail, report, file and API: all say the same of what offers take off."""

from datetime import timedelta
from decimal import Decimal

import facturx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.domain.catalogue.models import Product
from tessera.domain.invoices.documents import render_invoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import invoice_of, lines_in, vat_in
from tessera.domain.invoices.rules import nets
from tessera.domain.invoices.slips import swiss_code
from tessera.domain.mailing.summary import summary_of
from tessera.domain.offers.effects import EFFECTS
from tessera.domain.offers.rules import Facts, Line, LiveOffer, reckon
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.rules import LineToPrice, quote
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.payments.models import Payment
from tessera.domain.reporting.queries.days import sight_of
from tessera.domain.reporting.queries.tariffs import sales_by_event_and_tariff
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.cancelling import let_expire
from tessera.flows.checkout import place_order, save_details
from tessera.flows.shopping import Item, add_to_cart, use_code
from tessera.flows.steps.settle import receive
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_code, make_offer
from tests.factories.orders import printed_on

BEA = {
    "email": "bea@test.example",
    "first_name": "Bea",
    "last_name": "Dupont",
    "language": "fr",
    "street": "Rue du Lac 7",
    "postcode": "1003",
    "city": "Lausanne",
    "country": "CH",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def house(programme: Programme) -> Programme:
    """A shop with an account and VAT; the second tariff is taxed at the reduced rate."""
    shop = programme.shop
    shop.iban, shop.contact_name = "CH44 3199 9123 0008 8901 2", "Théâtre"
    shop.street, shop.postcode, shop.city = "Rue de Bourg 12", "1003", "Lausanne"
    shop.vat_rate, shop.vat_number, shop.is_vat_liable = Decimal("8.1"), "CHE-123.456.788 TVA", True
    shop.save()
    product = programme.tariffs[1].product_id
    Product.objects.filter(pk=product).update(vat_rate=Decimal("2.6"))
    return programme


def order_three(house: Programme, way: str = "invoice") -> Order:
    """Two tickets at 8.1 % and one at 2.6 %, with ten francs off and a tenth by code."""
    make_offer(
        house.shop,
        "on_cart",
        {"amounts": {"CHF": 1000}},
        name={"fr": "Bienvenue"},
        is_combinable=True,
    )
    offer = make_offer(
        house.shop, name={"fr": "Fidélité"}, needs_code=True, is_combinable=True, max_tickets=9
    )
    make_code(offer, "FIDELITE", max_uses=5)
    at = clock.now()
    items = [
        Item(house.tariffs[0].product_id, house.date.id, 2),
        Item(house.tariffs[1].product_id, house.date.id, 1),
    ]
    cart = add_to_cart(house.shop, items=items, secret=None, currency="CHF", language="fr", at=at)
    cart = use_code(cart.secret, text="fidelite", at=at)
    cart = save_details(cart.secret, buyer=BEA, at=at)
    return place_order(cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at, method=way)


def test_the_invoice_adds_up_and_names_the_offers(house: Programme) -> None:
    order = order_three(house)
    assert order.total == 10_500 - 1000 - (724 + 226)

    invoice = invoice_of(order.pk)

    assert invoice is not None
    lines, vat = lines_in(invoice), vat_in(invoice)
    assert invoice.total == order.total == sum(each.amount for each in lines)
    assert [each.amount for each in lines] == [line.amount for line in lines_of(order.pk)]
    assert sum(each.gross for each in vat) == order.total
    assert len(vat) == 2
    assert sum(nets(lines, vat)) == sum(each.net for each in vat)
    assert "−10\xa0% Fidélité: " in lines[0].detail
    assert "Bienvenue" in lines[0].detail


def test_factur_x_and_the_payment_code_ask_for_the_same(house: Programme) -> None:
    order = order_three(house)
    invoice = invoice_of(order.pk)
    assert invoice is not None

    letter = render_invoice(invoice, code="facturx")

    _name, xml = facturx.get_facturx_xml_from_pdf(letter, check_xsd=True)
    assert b"<ram:DuePayableAmount>85.50</ram:DuePayableAmount>" in xml
    assert "85.50" in swiss_code(invoice).splitlines()


def test_tickets_and_mails_say_what_was_paid(house: Programme) -> None:
    order = order_three(house, way="on_site")
    payment = Payment.objects.get(order=order)
    receive(order, payment, by=SYSTEM, at=clock.now())
    assert order.status == Status.PAID

    prices = [ticket.price for ticket in printed_on(order)]
    line = order.lines.first()
    assert line is not None

    assert line.price_of(1) + line.price_of(2) == line.amount
    assert len(prices) == 3
    assert not any("40,00" in price for price in prices)
    said = summary_of(order)
    first, second = (name for name, _amount in said.discounts)
    assert first.endswith("Bienvenue")
    assert second == "−10\xa0% Fidélité"
    assert "85,50" in said.total


def test_reports_count_what_was_paid(house: Programme, alice: TeamMember) -> None:
    order = order_three(house, way="on_site")
    receive(order, Payment.objects.get(order=order), by=SYSTEM, at=clock.now())
    now = clock.now()

    rows = list(
        sales_by_event_and_tariff(
            sight_of(actor_of(alice), house.shop),
            since=now - timedelta(days=1),
            until=now + timedelta(days=1),
        )
    )

    assert sum(row["amount"] for row in rows) == order.total
    assert sum(row["discounts"] for row in rows) == 1950


def test_money_that_comes_late_takes_of_the_offer_again(house: Programme) -> None:
    order = order_three(house)
    offer = Pool.objects.get(offer__isnull=False)
    assert (offer.taken, Pool.objects.get(code__isnull=False).taken) == (3, 1)
    Order.objects.update(held_until=clock.now() - timedelta(minutes=1))
    let_expire(at=clock.now())
    offer.refresh_from_db()
    assert offer.taken == 0
    order.refresh_from_db()
    assert order.status == Status.EXPIRED

    receive(order, Payment.objects.get(order=order), by=SYSTEM, at=clock.now())

    offer.refresh_from_db()
    assert (order.status, offer.taken) == (Status.PAID, 3)
    assert Pool.objects.get(code__isnull=False).taken == 1
    assert pools_out_of_balance() == []


def test_money_that_comes_late_goes_back_when_others_have_the_offer(house: Programme) -> None:
    order = order_three(house)
    Order.objects.update(held_until=clock.now() - timedelta(minutes=1))
    let_expire(at=clock.now())
    Pool.objects.filter(offer__isnull=False).update(capacity=2)
    order.refresh_from_db()

    receive(order, Payment.objects.get(order=order), by=SYSTEM, at=clock.now())

    assert order.status == Status.EXPIRED
    assert OrderLine.objects.filter(claim__isnull=False).count() == 0
    assert pools_out_of_balance() == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 9999), st.sampled_from(["8.10", "2.60"])),
        min_size=1,
        max_size=30,
    ),
    percent=st.decimals(0, 100, places=2),
    amount=st.integers(1, 20_000),
)
def test_lines_total_and_invoice_agree(
    lines: list[tuple[int, int, str]], percent: Decimal, amount: int
) -> None:
    """Whatever is bought, at two rates: lines, total and the net amounts of an invoice agree."""
    offers = [
        LiveOffer(1, {}, EFFECTS.get("on_cart")({"amounts": {"CHF": amount}}), is_combinable=True),
        LiveOffer(2, {}, EFFECTS.get("percentage")({"percent": str(percent)}), is_combinable=True),
    ]
    said = [Line(n, 1, 1, "tariff", tickets, price) for n, (tickets, price, _r) in enumerate(lines)]
    found = reckon(said, offers, Facts("online", "CHF", clock.now()))
    off = [0] * len(lines)
    for applied in found.applied:
        for place, _tickets, amount_off in applied.taken:
            off[place] += amount_off
    priced = [
        LineToPrice(
            None,
            tickets,
            price,
            Decimal(rate),
            [{"offer": 1, "name": {}, "tickets": 1, "amount": less}] if less else [],
        )
        for (tickets, price, rate), less in zip(lines, off, strict=True)
    ]
    made = quote(priced, currency="CHF")
    taxed = made.vat
    assert all(each.amount >= 0 for each in priced)
    assert made.total == sum(each.amount for each in priced) == sum(each.gross for each in taxed)
    assert all(0 <= each.tax <= each.gross for each in taxed)


def test_an_open_cart_keeps_its_unit_prices(house: Programme) -> None:
    """A discount is written beside the price, never into it."""
    order = order_three(house)
    assert [line.unit_price for line in lines_of(order.pk)] == [4000, 2500]
    assert Invoice.objects.get(order=order).total == order.total
