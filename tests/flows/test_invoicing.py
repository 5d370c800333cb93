"""Orders on invoice get their document, numbered without gaps."""

from contextlib import closing
from datetime import timedelta
from decimal import Decimal

import facturx
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.domain.invoices.documents import render_invoice
from tessera.domain.invoices.errors import NothingToInvoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import invoice_of
from tessera.domain.invoices.rules import Sold, credited, nets, number_of, taxes
from tessera.domain.mailing.attaching import files_for
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.rules import LineToPrice, quote
from tessera.domain.organisations.rules import BUYER
from tessera.flows import checkout, invoicing, shopping
from tessera.flows.steps.billing import bill
from tessera.lib import clock
from tests.factories import Programme, make_order

ADDRESS = {"street": "Rue du Lac 7", "postcode": "1003", "city": "Lausanne", "country": "CH"}
BUYER_FACTS = {
    "email": "bea@test.example",
    "civility": "mrs",
    "first_name": "Bea",
    "last_name": "Dupont",
    "language": "fr",
    **ADDRESS,
}


@pytest.fixture
def with_account(programme: Programme) -> Programme:
    shop = programme.shop
    shop.iban, shop.contact_name = "CH44 3199 9123 0008 8901 2", "Théâtre"
    shop.street, shop.postcode, shop.city = "Rue de Bourg 12", "1003", "Lausanne"
    shop.vat_rate, shop.vat_number = 8.1, "CHE-123.456.788 TVA"
    shop.save()
    shop.refresh_from_db()
    return programme


def order_on_invoice(programme: Programme, quantity: int = 2) -> Order:
    at = clock.now()
    tariff, date = programme.tariffs[0], programme.date
    item = shopping.Item(tariff.product_id, date.id, quantity)
    cart = shopping.add_to_cart(
        programme.shop, items=[item], secret=None, currency="CHF", language="fr", at=at
    )
    checkout.save_details(cart.secret, buyer=BUYER_FACTS, at=at)
    cart = checkout.choose_method(cart.secret, code="invoice", at=at)
    return checkout.place_order(cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at)


@pytest.mark.django_db(transaction=True)
def test_an_order_on_invoice_has_one(with_account: Programme) -> None:
    order = order_on_invoice(with_account)
    made = invoice_of(order.pk)
    assert made is not None
    assert made.number == number_of("invoice", year=made.year, serial=1)
    assert (made.total, made.currency, made.due_at) == (order.total, "CHF", order.due_at)
    assert made.buyer["last_name"] == "Dupont"
    assert made.seller["name"] == "Théâtre"
    assert sum(line["amount"] for line in made.lines) == made.total
    assert sum(each["gross"] for each in made.vat) == made.total
    assert bill(order, lines_of(order.pk), at=clock.now()) == made


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps(with_account: Programme) -> None:
    orders = [order_on_invoice(with_account, 1) for _ in range(3)]
    serials = [found.serial for each in orders if (found := invoice_of(each.pk))]
    assert serials == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_later_changes_leave_it_as_it_was(with_account: Programme) -> None:
    order = order_on_invoice(with_account)
    shop = with_account.shop
    shop.contact_name, shop.city = "Another", "Genève"
    shop.save()
    Order.objects.filter(pk=order.pk).update(last_name="Else")
    made = Invoice.objects.get(order=order)
    assert (made.seller["name"], made.seller["city"]) == ("Théâtre", "Lausanne")
    assert made.buyer["last_name"] == "Dupont"


@pytest.mark.django_db(transaction=True)
def test_the_mail_brings_it_before_there_are_tickets(with_account: Programme) -> None:
    order = order_on_invoice(with_account)
    (file,) = files_for(["invoice"], order=order, order_url="https://test.example/")
    assert file.name.endswith(".pdf")
    assert file.content.startswith(b"%PDF")


def codes_in(pdf: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pictures = [document[page].render(scale=3).to_pil() for page in range(len(document))]
    return [code.text for each in pictures for code in zxingcpp.read_barcodes(each)]


def words_in(pdf: bytes) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.django_db(transaction=True)
def test_the_printed_code_pays_this_invoice(with_account: Programme) -> None:
    order = order_on_invoice(with_account)
    made = Invoice.objects.select_related("order", "shop").get(order=order)
    pdf = render_invoice(made, message={"fr": "Merci de votre soutien."})
    (said,) = codes_in(pdf)
    lines = said.split("\r\n")
    assert lines[:5] == ["SPC", "0200", "1", "CH4431999123000889012", "S"]
    assert lines[18:20] == [made.money.plain(), "CHF"]
    assert lines[20:24] == ["S", "Bea Dupont", "Rue du Lac", "7"]
    assert lines[27:29] == ["QRR", made.reference]
    assert lines[-1] == "EPD"
    for word in ("Madame Dupont", "Merci de votre soutien", made.number, "Récépissé"):
        assert word in words_in(pdf)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rate", ["8.10", "0.00"])
def test_factur_x_is_valid_and_says_the_same(with_account: Programme, rate: str) -> None:
    shop = with_account.shop
    shop.vat_rate, shop.vat_number = rate, ("CHE-1" if float(rate) else "")
    shop.save()
    shop.refresh_from_db()
    order = order_on_invoice(with_account, 3)
    made = Invoice.objects.select_related("order", "shop").get(order=order)
    pdf = render_invoice(made, code="facturx")
    name, xml = facturx.get_facturx_xml_from_pdf(pdf, check_xsd=True)
    assert name == "factur-x.xml"
    text = xml.decode()
    assert f"<ram:GrandTotalAmount>{made.money.plain()}<" in text
    assert made.number in text
    assert made.reference in text


@pytest.mark.django_db(transaction=True)
def test_a_paid_order_has_a_receipt_on_demand(programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    at = clock.now()
    made = invoicing.issue_receipt(order.pk, by=BUYER, at=at)
    again = invoicing.issue_receipt(order.pk, by=BUYER, at=at + timedelta(minutes=1))
    assert (made.kind, again.pk) == ("receipt", made.pk)
    assert made.number.startswith("R")


@pytest.mark.django_db(transaction=True)
def test_what_is_not_paid_has_none(programme: Programme) -> None:
    order = make_order(programme, status=Status.PENDING)
    with pytest.raises(NothingToInvoice):
        invoicing.issue_receipt(order.pk, by=BUYER, at=clock.now())


RATES = st.sampled_from(["0.00", "2.60", "3.80", "8.10", "19.00", "20.00"])
CARTS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 50_000), RATES), min_size=1, max_size=12
)


@settings(max_examples=400, deadline=None)
@given(CARTS, st.integers(0, 100))
def test_every_invoice_adds_up(cart: list[tuple[int, int, str]], share_back: int) -> None:
    priced = quote(
        [LineToPrice(None, many, price, rate) for many, price, rate in _rated(cart)],
        currency="CHF",
    ).as_json()
    sold = [Sold("x", "", many, price, many * price, rate) for many, price, rate in cart]
    vat = taxes(priced["vat"])
    total = sum(line.amount for line in sold)
    assert sum(each.gross for each in vat) == total == priced["total"]
    assert all(each.net + each.tax == each.gross and each.tax >= 0 for each in vat)
    net = nets(sold, vat)
    assert sum(net) == sum(each.net for each in vat)
    assert all(0 <= each <= line.amount for each, line in zip(net, sold, strict=True))
    back = total * share_back // 100
    if back:
        notes = credited(vat, amount=back)
        assert sum(each.gross for each in notes) == -back
        assert all(each.net + each.tax == each.gross <= 0 for each in notes)


def _rated(cart: list[tuple[int, int, str]]) -> list[tuple[int, int, Decimal]]:
    return [(many, price, Decimal(rate)) for many, price, rate in cart]
