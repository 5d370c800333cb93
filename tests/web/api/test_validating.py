"""Programs say that money has come, by the same rules as people."""

from collections.abc import Callable

from tests.factories import Programme, make_order, make_payment
from tests.web.api.conftest import Program

ORDERS = "/shops/theatre/orders"


def test_a_payment_is_validated_in_parts(program: Program, programme: Programme) -> None:
    order = make_order(programme, status="pending", method="invoice")
    make_payment(order)
    payments = f"{ORDERS}/{order.number}/payments"
    told = {"amount": 3000, "booked_on": "2026-01-05", "reference": "BANK-7", "note": "a part"}
    status, found = program.post(payments, told)
    assert (status, found["status"], found["received"]) == (201, "pending", 3000)
    first = order.payments.order_by("id")[0]
    assert (f"{first.booked_on}", first.bank_reference) == ("2026-01-05", "BANK-7")
    status, found = program.post(payments, {})
    assert (status, found["status"], found["received"]) == (201, "paid", 8000)
    assert len(found["tickets"]) == 2
    assert program.post(payments, {})[0] == 409
    assert program.post(f"{ORDERS}/ZZZZZZZ/payments", {})[0] == 404


def test_only_a_key_with_the_right_validates(
    with_rights: Callable[..., Program], programme: Programme
) -> None:
    order = make_order(programme, status="pending", method="invoice")
    make_payment(order)
    weak = with_rights("see_orders", "see_customers")
    assert weak.post(f"{ORDERS}/{order.number}/payments", {})[0] == 403
