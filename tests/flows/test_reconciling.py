"""Bank files: read once, matched, booked line by line, in part or in full."""

from dataclasses import replace
from datetime import date

import pytest

from tessera.domain.invoices.arrivals import proposals_for
from tessera.domain.invoices.models import Invoice
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.arrivals import entries_in, waiting_payment
from tessera.domain.payments.errors import NotWaiting, UnreadableFile, WrongCurrency
from tessera.domain.payments.models import BankEntry, BankFile, Payment, Refund
from tessera.flows import reconciling
from tessera.flows.paying import validate_payment
from tessera.flows.reconciling import book_chosen, choose_entries, set_aside, take_bank_file
from tessera.flows.steps.billing import bill
from tessera.flows.steps.validating import Banked
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_order, make_payment, make_shop
from tests.plugins.bank_formats.samples import camt054, detail, single

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def order(programme: Programme) -> Order:
    """On invoice: 80 francs."""
    return on_invoice(programme)


def on_invoice(programme: Programme, quantity: int = 2) -> Order:
    shop = programme.shop
    if not shop.iban:
        shop.iban = "CH44 3199 9123 0008 8901 2"
        shop.save()
    made = make_order(programme, status="pending", method="invoice", quantity=quantity)
    make_payment(made)
    bill(made, lines_of(made.pk), at=clock.now())
    return made


def reference_of(order: Order) -> str:
    found = Invoice.objects.get(order=order).reference
    assert len(found) == 27
    return found


def read(programme: Programme, text: str, by: Actor) -> BankFile:
    taken = take_bank_file(
        programme.shop, name="bank.xml", data=text.encode(), by=by, at=clock.now()
    )
    return taken.file


def kinds(file: BankFile, by: Actor) -> list[str]:
    found = proposals_for(list(entries_in(file)), shop=file.shop, by=by)
    return [proposal.kind for _entry, proposal in found]


def book(file: BankFile, order: Order, by: Actor) -> list[BankEntry]:
    at = clock.now()
    picks = dict.fromkeys(file.entries.values_list("id", flat=True), order.id)
    choose_entries(file, picks=picks, by=by, at=at)
    book_chosen(file_id=file.id, at=at.isoformat())
    order.refresh_from_db()
    return list(entries_in(file))


def test_the_reference_and_the_amount_make_it_exact(
    programme: Programme, order: Order, by: Actor
) -> None:
    file = read(programme, single(reference_of(order), "80.00", own="X1"), by)
    assert kinds(file, by) == ["exact"]
    (entry,) = book(file, order, by)
    assert (entry.status, order.status) == ("booked", "paid")
    payment = entry.payment
    assert payment is not None
    assert payment.booked_on == date(2026, 3, 2)
    assert (payment.bank_reference, payment.validated_by_id) == ("X1", by.person_id)
    assert order.tickets.count() == 2
    approval = order.approvals.get()
    assert (approval.person_id, "2026-03-02" in approval.note) == (by.person_id, True)


def test_the_same_file_twice_does_nothing_twice(
    programme: Programme, order: Order, by: Actor
) -> None:
    text = single(reference_of(order), "80.00", own="X1")
    first = read(programme, text, by)
    book(first, order, by)
    again = take_bank_file(
        programme.shop, name="again.xml", data=text.encode(), by=by, at=clock.now()
    )
    assert again.is_again
    assert again.file == first
    book(first, order, by)
    assert (order.received, Refund.objects.count()) == (8000, 0)


def test_files_that_overlap_count_money_once(programme: Programme, order: Order, by: Actor) -> None:
    text = single(reference_of(order), "80.00", own="X1")
    read(programme, text, by)
    later = take_bank_file(
        programme.shop, name="week.xml", data=f"{text}\n".encode(), by=by, at=clock.now()
    )
    assert (later.new, later.known, later.is_again) == (0, 1, False)
    assert BankEntry.objects.count() == 1


def test_nothing_is_kept_of_a_file_that_cannot_be_read(programme: Programme, by: Actor) -> None:
    with pytest.raises(UnreadableFile):
        read(programme, "<Stmt", by)
    assert BankFile.objects.count() == 0


def test_a_part_leaves_the_rest_to_be_paid(programme: Programme, order: Order, by: Actor) -> None:
    first = read(programme, single(reference_of(order), "50.00", own="X1"), by)
    assert kinds(first, by) == ["partly"]
    book(first, order, by)
    assert (order.status, order.received, order.balance) == ("pending", 5000, 3000)
    assert order.tickets.count() == 0
    rest = waiting_payment(order.id)
    assert rest is not None
    assert rest.amount == 3000
    second = read(programme, single(reference_of(order), "30.00", own="X2"), by)
    assert kinds(second, by) == ["exact"]
    book(second, order, by)
    assert (order.status, order.received) == ("paid", 8000)
    assert order.tickets.count() == 2


def test_too_much_is_noted_to_go_back(programme: Programme, order: Order, by: Actor) -> None:
    file = read(programme, single(reference_of(order), "95.50", own="X1"), by)
    assert kinds(file, by) == ["overpaid"]
    book(file, order, by)
    assert (order.status, order.received) == ("paid", 9550)
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (1550, "overpaid")


def test_the_second_transfer_for_a_paid_order_says_why_not(
    programme: Programme, order: Order, by: Actor
) -> None:
    told = [detail(reference_of(order), "80.00", own=own) for own in ("A1", "A2")]
    file = read(programme, camt054(*told, amount="160.00"), by)
    assert kinds(file, by) == ["exact", "settled"]
    first, second = book(file, order, by)
    assert (first.status, second.status) == ("booked", "open")
    assert str(order.number) in second.refusal
    assert order.received == 8000


def test_other_money_is_refused(programme: Programme, order: Order, by: Actor) -> None:
    file = read(programme, single(reference_of(order), "80.00", own="X1", currency="EUR"), by)
    assert kinds(file, by) == ["foreign"]
    (entry,) = book(file, order, by)
    assert (entry.status, order.status) == ("open", "pending")
    assert "EUR" in entry.refusal
    payment = waiting_payment(order.id)
    assert payment is not None
    with pytest.raises(WrongCurrency):
        validate_payment(payment.id, by=by, at=clock.now(), banked=Banked(8000, "EUR"))


def test_the_number_or_the_name_make_it_likely(programme: Programme, by: Actor) -> None:
    order = on_invoice(programme)
    other = on_invoice(programme)
    named = read(programme, single("", "80.00", own="N", words=f"Commande {other.number}!"), by)
    assert kinds(named, by) == ["likely"]
    ((_entry, proposal),) = proposals_for(list(entries_in(named)), shop=programme.shop, by=by)
    assert proposal.owed is not None
    assert proposal.owed.order_id == other.id
    called = read(programme, single("", "80.00", own="C", words="merci"), by)
    ((_entry, proposal),) = proposals_for(list(entries_in(called)), shop=programme.shop, by=by)
    assert (proposal.kind, proposal.by) == ("likely", "name")
    assert proposal.owed is not None
    assert proposal.owed.order_id == order.id  # the oldest of the two


def test_an_expired_order_comes_back_when_it_is_paid_whole(
    programme: Programme, order: Order, by: Actor
) -> None:
    Order.objects.filter(id=order.id).update(status=Status.EXPIRED)
    part = read(programme, single(reference_of(order), "50.00", own="X1"), by)
    (entry,) = book(part, order, by)
    assert (entry.status, order.status, order.received) == ("open", "expired", 0)
    whole = read(programme, single(reference_of(order), "80.00", own="X2"), by)
    book(whole, order, by)
    assert order.status == "paid"


def test_lines_are_set_aside_and_taken_back(programme: Programme, by: Actor) -> None:
    file = read(programme, single("", "12.00", own="X1", words="Miete"), by)
    (entry,) = entries_in(file)
    for aside, status in ((True, "ignored"), (False, "open")):
        count = set_aside(file, entry_ids=[entry.id], aside=aside, by=by, at=clock.now())
        entry.refresh_from_db()
        assert (count, entry.status) == (1, status)


def test_only_who_may_validate(programme: Programme, order: Order, sam: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        read(programme, single(reference_of(order), "80.00", own="X1"), actor_of(sam))


def test_not_the_club_next_door(
    programme: Programme, order: Order, by: Actor, oscar: TeamMember
) -> None:
    file = read(programme, single(reference_of(order), "80.00", own="X1"), by)
    (entry,) = entries_in(file)
    for act in (
        lambda who: choose_entries(file, picks={entry.id: order.id}, by=who, at=clock.now()),
        lambda who: set_aside(file, entry_ids=[entry.id], by=who, at=clock.now()),
        lambda who: read(programme, "<a/>", who),
    ):
        with pytest.raises(NotFound):
            act(actor_of(oscar))


def test_programs_do_not_choose(programme: Programme, order: Order, by: Actor) -> None:
    file = read(programme, single(reference_of(order), "80.00", own="X1"), by)
    program = Actor(
        label="till",
        kind="token",
        organisation_id=by.organisation_id,
        can=by.can,
    )
    with pytest.raises(NotWaiting):
        choose_entries(file, picks={}, by=program, at=clock.now())


def test_a_long_list_is_booked_by_a_worker(
    programme: Programme, order: Order, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "AT_ONCE", 0)
    file = read(programme, single(reference_of(order), "80.00", own="X1"), by)
    (entry,) = entries_in(file)
    choose_entries(file, picks={entry.id: order.id}, by=by, at=clock.now())
    entry.refresh_from_db()
    assert entry.status == "chosen"
    book_chosen(file_id=file.id, at=clock.now().isoformat())
    book_chosen(file_id=file.id, at=clock.now().isoformat())
    assert Payment.objects.filter(order=order, status="received").count() == 1


def test_what_is_booked_by_somebody_who_left_is_not(
    programme: Programme, order: Order, by: Actor, alice: TeamMember
) -> None:
    file = read(programme, single(reference_of(order), "80.00", own="X1"), by)
    (entry,) = entries_in(file)
    choose_entries(file, picks={entry.id: order.id}, by=by, at=clock.now())
    alice.delete()
    book_chosen(file_id=file.id, at=clock.now().isoformat())
    entry.refresh_from_db()
    assert (entry.status, bool(entry.refusal)) == ("open", True)


def test_an_account_of_two_shops_finds_the_orders_of_both(
    programme: Programme, by: Actor, alice: TeamMember
) -> None:
    order = on_invoice(programme)
    other = make_shop(programme.shop.organisation, slug="cinema")
    other.iban = programme.shop.iban.replace(" ", "")
    other.save()
    text = single(reference_of(order), "80.00", own="A1")
    file = take_bank_file(other, name="x.xml", data=text.encode(), by=by, at=clock.now()).file
    ((entry, proposal),) = proposals_for(list(entries_in(file)), shop=other, by=by)
    assert proposal.is_sure and proposal.owed is not None
    assert proposal.owed.shop == programme.shop.slug
    assert choose_entries(file, picks={entry.pk: order.pk}, by=by, at=clock.now()) == 1
    book_chosen(file_id=file.pk, at=clock.now().isoformat())
    order.refresh_from_db()
    assert order.status == Status.PAID

    limited = replace(by, shops=frozenset({other.pk}))
    ((_entry, hidden),) = proposals_for(list(entries_in(file)), shop=other, by=limited)
    assert hidden.owed is None
    other.iban = ""
    other.save()
    ((_entry, apart),) = proposals_for(list(entries_in(file)), shop=other, by=by)
    assert apart.owed is None
