"""Accounting → Invoices."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.invoices.models import Invoice
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.flows.steps.billing import bill, receipt
from tessera.lib import clock
from tests.factories import Programme, make_order, make_payment


def billed(programme: Programme, **facts: object) -> tuple[Order, Invoice]:
    order = make_order(programme, status="pending", method="invoice", **facts)
    return order, bill(order, lines_of(order.pk), at=clock.now())


def test_documents_are_found(desk: Client, programme: Programme) -> None:
    order, invoice = billed(programme)
    paid = make_order(programme)
    paper = receipt(paid, lines_of(paid.pk), at=clock.now())
    everything = desk.get("/manage/theatre/invoices/").content.decode()
    assert invoice.number in everything
    assert paper.number in everything
    for asked in (invoice.number, order.number):
        found = desk.get("/manage/theatre/invoices/", {"q": asked}).content.decode()
        assert invoice.number in found
        assert paper.number not in found
    only = desk.get("/manage/theatre/invoices/", {"kind": "receipt"}).content.decode()
    assert f">{invoice.number}<" not in only


def test_an_empty_list_says_why_it_is_empty(desk: Client, programme: Programme) -> None:
    assert b"No invoice yet" in desk.get("/manage/theatre/invoices/").content
    narrowed = desk.get("/manage/theatre/invoices/", {"q": "nobody"}).content
    assert b"No document fits" in narrowed
    assert b"No invoice yet" not in narrowed


def test_a_document_opens_as_it_was(desk: Client, programme: Programme) -> None:
    _order, invoice = billed(programme)
    for query in ("", "?format=facturx"):
        answer = desk.get(f"/manage/theatre/invoices/{invoice.pk}.pdf{query}")
        assert answer.content.startswith(b"%PDF")
    assert desk.get("/manage/theatre/invoices/999999.pdf").status_code == 404


def test_the_form_for_programs_is_found_where_the_document_is(
    desk: Client, programme: Programme
) -> None:
    order, invoice = billed(programme)
    make_payment(order)
    link = f'href="/manage/theatre/invoices/{invoice.pk}.pdf?format=facturx"'
    for address in ("invoices/", f"orders/{order.number}/?tab=payments"):
        assert link in desk.get(f"/manage/theatre/{address}").content.decode()


def test_the_accountant_gets_a_line_for_each_rate(desk: Client, programme: Programme) -> None:
    _order, invoice = billed(programme, quantity=3)
    answer = desk.get("/manage/theatre/invoices.csv")
    text = b"".join(answer.streaming_content).decode()
    (line,) = [each for each in text.splitlines() if invoice.number in each]
    assert line.split(",")[-1].strip('"') == invoice.money.plain()


def test_the_list_asks_as_often_for_many(desk: Client, programme: Programme) -> None:
    counts = []
    for _ in range(2):
        for _ in range(2):
            billed(programme)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/manage/theatre/invoices/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["invoices/", "invoices.csv"])
def test_others_see_nothing(client: Client, programme: Programme, oscar: object, path: str) -> None:
    client.force_login(oscar.person)  # type: ignore[attr-defined]
    assert client.get(f"/manage/theatre/{path}").status_code == 404
