"""Accounting → Bank files."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import BankEntry, BankFile
from tests.factories import Programme
from tests.flows.test_reconciling import on_invoice, reference_of
from tests.plugins.bank_formats.samples import RAIFFEISEN_CSV, camt054, detail, single

pytestmark = pytest.mark.django_db(transaction=True)
FILES = "/manage/theatre/bank-files/"


@pytest.fixture
def order(programme: Programme) -> Order:
    return on_invoice(programme)


def upload(desk: Client, text: str, name: str = "bank.xml") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return desk.post(FILES, {"file": file}, follow=True)


def test_from_the_file_to_the_tickets(desk: Client, order: Order) -> None:
    shown = upload(desk, single(reference_of(order), "80.00", own="X1"))
    entry = BankEntry.objects.get()
    page = shown.content.decode()
    assert f'value="{entry.id}" checked' in page
    assert str(order.number) in page
    facts = {"act": "validate", "pick": [entry.id], f"order-{entry.id}": order.id, "tab": "sure"}
    said = desk.post(f"{FILES}{entry.file_id}/", facts, follow=True).content.decode()
    assert "1 payment validated" in said
    order.refresh_from_db()
    assert order.is_paid
    booked = desk.get(f"{FILES}{entry.file_id}/?tab=booked").content.decode()
    assert str(order.number) in booked
    assert "validated" in desk.get(FILES).content.decode()


def test_all_exact_ones_at_once(desk: Client, programme: Programme) -> None:
    orders = [on_invoice(programme, quantity=1) for _ in range(3)]
    told = [detail(reference_of(each), "40.00", own=f"A{each.id}") for each in orders]
    upload(desk, camt054(*told, amount="120.00"))
    file = BankFile.objects.get()
    desk.post(f"{FILES}{file.id}/", {"act": "all"})
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}


def test_rubbish_is_refused_and_half_rubbish_listed(desk: Client, order: Order) -> None:
    refused = upload(desk, "rubbish")
    assert refused.status_code == 422
    assert "no bank file" in refused.content.decode()
    good = single(reference_of(order), "80.00", own="X1")
    bad = good[good.index("<Ntry>") : good.index("</Stmt>")].replace(">80.00<", ">eighty<")
    shown = upload(desk, good.replace("</Stmt>", f"{bad}</Stmt>")).content.decode()
    assert "1 line could not be read" in shown
    assert "“eighty” is no amount" in shown
    assert BankEntry.objects.get().status == "open"


def test_the_same_file_is_shown_again(desk: Client, order: Order) -> None:
    text = single(reference_of(order), "80.00", own="X1")
    upload(desk, text)
    assert "was read before" in upload(desk, text).content.decode()
    assert BankFile.objects.count() == 1


def test_columns_are_asked_once(desk: Client, order: Order) -> None:
    asked = upload(desk, RAIFFEISEN_CSV, "a.csv")
    page = asked.content.decode()
    assert "Gutschrift" in page
    form = asked.context["form"]
    facts = {role.name: role.value() for role in form.asked()} | dict(form.initial)
    wrong = desk.post(f"{FILES}columns/", facts | {"amount": ""})
    assert wrong.status_code == 422
    assert BankFile.objects.count() == 0
    desk.post(f"{FILES}columns/", facts)
    assert BankEntry.objects.get().amount == 123450
    upload(desk, RAIFFEISEN_CSV.replace("Müller", "Meier"), "b.csv")
    assert BankFile.objects.count() == 2
    stale = desk.post(f"{FILES}columns/", facts | {"kept": "!"}, follow=True)
    assert "Choose the file again" in stale.content.decode()


def test_an_order_is_chosen_by_hand(desk: Client, order: Order) -> None:
    upload(desk, single("", "81.00", own="X1", words="?"))
    entry = BankEntry.objects.get()
    address = f"{FILES}{entry.file_id}/{entry.id}/"
    assert "No order was recognised" in desk.get(f"{FILES}{entry.file_id}/").content.decode()
    found = desk.get(address, {"q": str(order.number)[:4]}).content.decode()
    assert "Validate for this order" in found
    nothing = desk.post(address, {"order": "NOTHERE"}, follow=True).content.decode()
    assert "no such order" in nothing
    desk.post(address, {"order": order.number})
    order.refresh_from_db()
    assert (order.status, order.received) == ("paid", 8100)
    assert desk.get(address).status_code == 200


def test_lines_are_set_aside_and_taken_back(desk: Client, order: Order) -> None:
    upload(desk, single("", "81.00", own="X1", words="?"))
    entry = BankEntry.objects.get()
    address = f"{FILES}{entry.file_id}/"
    for act, status in (("aside", "ignored"), ("back", "open")):
        desk.post(address, {"act": act, "pick": entry.id})
        entry.refresh_from_db()
        assert entry.status == status
    empty = desk.post(address, {"act": "validate"}, follow=True).content.decode()
    assert "Tick at least one line" in empty


def test_the_review_asks_as_often_for_many(desk: Client, programme: Programme) -> None:
    counts = []
    for many in (1, 3):
        orders = [on_invoice(programme, quantity=1) for _ in range(many)]
        told = [detail(reference_of(each), "40.00", own=f"A{each.id}") for each in orders]
        upload(desk, camt054(*told, amount=f"{40 * many}.00"))
        file = BankFile.objects.latest("id")
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(f"{FILES}{file.id}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_may_not_validate_sees_nothing(
    client: Client, desk: Client, order: Order, sam: TeamMember, oscar: TeamMember
) -> None:
    upload(desk, single("", "81.00", own="X1", words="?"))
    entry = BankEntry.objects.get()
    for member, status in ((sam, 403), (oscar, 404)):
        client.force_login(member.person)
        for path in ("", f"{entry.file_id}/", f"{entry.file_id}/{entry.id}/"):
            assert client.get(FILES + path).status_code == status


def test_a_match_that_was_paid_meanwhile_is_not_ticked(desk: Client, order: Order) -> None:
    upload(desk, single(reference_of(order), "80.00", own="X1"))
    Order.objects.update(received=8000, status="paid")
    entry = BankEntry.objects.get()
    page = desk.get(f"{FILES}{entry.file_id}/?tab=sure").content.decode()
    assert f'value="{entry.id}" checked' not in page
    assert "Asks for nothing more" in page


def test_matches_are_looked_for_again_when_asked(desk: Client, programme: Programme) -> None:
    upload(desk, single("RF18539007547034", "80.00", own="X1"))
    entry = BankEntry.objects.get()
    assert entry.match == "open"
    late = on_invoice(programme)
    Order.objects.filter(id=late.id).update(first_name="Bea", last_name="Buyer")
    said = desk.post(f"{FILES}{entry.file_id}/", {"act": "again"}, follow=True).content.decode()
    assert "1 payment now leads elsewhere" in said
    entry.refresh_from_db()
    assert (entry.match, entry.meant_id, entry.told_by) == ("likely", late.id, "name")
    said = desk.post(f"{FILES}{entry.file_id}/", {"act": "again"}, follow=True).content.decode()
    assert "nothing has changed" in said


def test_orders_that_a_reader_does_not_see_are_not_named(
    desk: Client, alice: TeamMember, order: Order
) -> None:
    upload(desk, single(reference_of(order), "80.00", own="X1"))
    alice.profile.channels = ["counter"]
    alice.profile.save()
    entry = BankEntry.objects.get()
    page = desk.get(f"{FILES}{entry.file_id}/?tab=sure").content.decode()
    assert str(order.number) not in page
    desk.post(f"{FILES}{entry.file_id}/", {"act": "all"})
    order.refresh_from_db()
    assert not order.is_paid
