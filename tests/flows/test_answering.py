"""What is asked with an order: required, kept, told on tickets and at the door, erased in time."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tessera.domain.activity.models import Activity
from tessera.domain.answers.actions import keep_file
from tessera.domain.answers.errors import NothingAsked, TooLate, TooManyFiles
from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.answers.rules import BUYER, Respondent
from tessera.domain.checkin.queries import gate_for
from tessera.domain.checkin.rules import Held
from tessera.domain.checkin.words import say
from tessera.domain.customers.models import Customer
from tessera.domain.forms import actions as forms
from tessera.domain.forms.errors import AnswersRefused
from tessera.domain.forms.making import FormFacts
from tessera.domain.forms.models import Form, Question
from tessera.domain.forms.rules import Given
from tessera.domain.forms.uploads import Accepted, Upload
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER as THE_BUYER
from tessera.domain.shops.actions import bump_catalogue
from tessera.domain.tickets.documents import render_tickets
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import valid_tickets_of_order
from tessera.flows import (
    answering,
    asking,
    cancelling,
    checkout,
    correcting,
    erasing,
    rehearsing,
    scanning,
    shopping,
)
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.lib.files import private_files
from tests.factories import (
    Programme,
    actor_of,
    ask,
    make_answered_order,
    make_cart,
    make_form,
)
from tests.factories.orders import BEA, printed_on

ADA = Given({"first_name": "Ada", "last_name": "Able"}, {"meal": "veg", "allergies": "nuts"})
BOB = Given({"first_name": "Bob", "last_name": "Best"}, {"meal": "meat"})
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture
def form(programme: Programme) -> Form:
    """Who comes and what they eat: printed, and told at the door."""
    return make_form(
        programme.shop,
        ask("meal", "one_of", options=["meat", "veg"], is_required=True, on_ticket=True),
        ask("allergies", condition={"question": "meal", "is": ["veg"]}, at_door=True),
        ask("card", "file"),
        record={"first_name": "required", "last_name": "required"},
        tariffs=[programme.tariff],
        editable_hours=12,
        keep_days=30,
    )


def details(cart: Order, **told: Given) -> None:
    """Bea, and what is answered by the keys of those who do."""
    line = cart.lines.get()
    answers = {Respondent(line.pk, int(key[1:])): given for key, given in told.items()}
    checkout.save_details(
        cart.secret, buyer=BEA | {"language": "en"}, answers=answers, at=clock.now()
    )


def file_for(order: Order, name: str = "x.pdf") -> AnswerFile:
    accepted = Accepted(name, "application/pdf", PDF)
    return keep_file(order, question="card", accepted=accepted, at=clock.now())


class TestOrdering:
    def test_wrong_answers_are_refused_by_respondent(
        self, form: Form, programme: Programme
    ) -> None:
        cart = make_cart(programme, quantity=2)
        line = cart.lines.get()
        with pytest.raises(AnswersRefused) as refused:
            details(cart, p1=ADA, p2=Given({"first_name": "Bob"}, {"meal": "fish"}))
        assert refused.value.facts["fields"] == {
            f"t{line.pk}-2": {
                "last_name": "Please fill this in.",
                "meal": "Choose one of the answers offered.",
            }
        }
        assert not Sheet.objects.exists()

    def test_a_question_whose_condition_is_not_met_keeps_nothing(
        self, form: Form, programme: Programme
    ) -> None:
        cart = make_cart(programme, quantity=1)
        details(cart, p1=Given(BOB.record, {"meal": "meat", "allergies": "typed before"}))
        assert Sheet.objects.get().answers == {"meal": "meat"}

    def test_an_order_without_answers_is_refused(self, form: Form, programme: Programme) -> None:
        cart = make_cart(programme, quantity=1)
        with pytest.raises(AnswersRefused):
            checkout.place_order(
                cart.secret,
                terms=True,
                shown_total=4000,
                by=THE_BUYER,
                at=clock.now(),
                method="on_site",
            )

    def test_a_question_that_is_new_is_asked_before_the_order(
        self, form: Form, programme: Programme
    ) -> None:
        cart = make_cart(programme, quantity=1)
        details(cart, p1=BOB)
        forms.add_question(form, ask("age", "number", is_required=True), position=3)
        bump_catalogue(programme.shop.id)
        with pytest.raises(AnswersRefused) as refused:
            checkout.place_order(
                cart.secret,
                terms=True,
                shown_total=4000,
                by=THE_BUYER,
                at=clock.now(),
                method="on_site",
            )
        (fields,) = refused.value.facts["fields"].values()
        assert fields == {"age": "Please fill this in."}

    def test_an_order_asks_nothing_where_nothing_is_asked(self, programme: Programme) -> None:
        make_answered_order(programme, BOB)
        cart = make_cart(programme, quantity=1)
        with CaptureQueriesContext(connection) as found:
            checkout.place_order(
                cart.secret,
                terms=True,
                shown_total=4000,
                by=THE_BUYER,
                at=clock.now(),
                method="on_site",
            )
        said = [each["sql"] for each in found]
        assert not [sql for sql in said if "tessera_sheet" in sql or "tessera_form" in sql]

    def test_fewer_tickets_keep_the_answers_of_those_that_stay(
        self, form: Form, programme: Programme
    ) -> None:
        cart = make_cart(programme, quantity=2)
        details(cart, p1=ADA, p2=BOB)
        shopping.change_line(cart.secret, line_id=cart.lines.get().pk, quantity=1, at=clock.now())
        sheet = Sheet.objects.get()
        assert (sheet.line, sheet.place) == (cart.lines.get(), 1)
        assert sheet.record["first_name"] == "Ada"
        shopping.change_line(cart.secret, line_id=cart.lines.get().pk, quantity=3, at=clock.now())
        assert Sheet.objects.get().line == cart.lines.get()

    def test_consent_is_kept_as_it_was_said(self, programme: Programme) -> None:
        question = ask("terms", "consent", label="I agree to be filmed", is_required=True)
        make_form(programme.shop, question, tariffs=[programme.tariff])
        make_answered_order(programme, Given({}, {"terms": "on"}))
        Question.objects.update(label={"en": "Something else"})
        sheet = Sheet.objects.get()
        assert sheet.answers == {"terms": True}
        assert sheet.said == {"terms": "I agree to be filmed"}


class TestTickets:
    def test_tickets_are_in_the_names_of_their_holders(
        self, form: Form, programme: Programme
    ) -> None:
        order = make_answered_order(programme, ADA, BOB, pays=True)
        tickets = Ticket.objects.filter(order=order).order_by("place")
        assert [each.holder_first_name for each in tickets] == ["Ada", "Bob"]
        assert [each.holder_last_name for each in tickets] == ["Able", "Best"]

    def test_what_is_marked_so_is_printed(self, form: Form, programme: Programme) -> None:
        make_form(programme.shop, ask("club", on_ticket=True), ask("secret"), kind="order")
        told = Given({}, {"club": "Chess", "secret": "hidden"})
        order = make_answered_order(programme, ADA, BOB, order=told, pays=True)
        first, second = printed_on(order)
        assert first.answers == (("Club", "Chess"), ("Meal", "Veg"))
        assert second.answers == (("Club", "Chess"), ("Meal", "Meat"))
        for code in ("a4", "phone"):
            body = render_tickets(order, valid_tickets_of_order(order.pk), code=code)
            assert body.startswith(b"%PDF")

    def test_printing_asks_nothing_where_nothing_is_printed(self, programme: Programme) -> None:
        order = make_answered_order(programme, BOB, pays=True)
        tickets = valid_tickets_of_order(order.pk)
        with CaptureQueriesContext(connection) as found:
            render_tickets(order, tickets)
        assert not [each for each in found if "sheet" in each["sql"]]

    def test_the_door_is_told(self, form: Form, programme: Programme, sam: TeamMember) -> None:
        make_form(programme.shop, ask("group", at_door=True), kind="order")
        order = make_answered_order(
            programme, ADA, BOB, order=Given({}, {"group": "School"}), pays=True
        )
        gate = gate_for(programme.shop, date_ids=[programme.date.id])
        assert gate is not None
        told = []
        for ticket in Ticket.objects.filter(order=order).order_by("place"):
            held = Held(uuid4(), ticket.code)
            verdict = scanning.scan(held, gate=gate, by=actor_of(sam), at=clock.now())
            told.append(say(verdict, language="en", time_zone="Europe/Zurich").told)
        assert told == [(("Allergies", "nuts"), ("Group", "School")), (("Group", "School"),)]


class TestChanging:
    def test_a_buyer_changes_until_the_hour(self, form: Form, programme: Programme) -> None:
        order = make_answered_order(programme, ADA, BOB, pays=True)
        who = Respondent(order.lines.get().pk, 2)
        new = Given({"first_name": "Eve", "last_name": "Best"}, {"meal": "veg"})
        assert answering.change_answers(order.pk, {who: new}, at=clock.now()) == [
            "first_name",
            "meal",
        ]
        sheet = Sheet.objects.get(place=2)
        assert sheet.changes.get().before["answers"] == {"meal": "meat"}
        assert sheet.changes.get().actor == "buyer"
        assert Ticket.objects.get(place=2).holder_first_name == "Eve"
        assert printed_on(order)[1].holder == "Eve Best"
        log = Activity.objects.get(verb="answers.changed")
        assert "Eve" not in str(log.facts)

    def test_too_late_is_refused(self, form: Form, programme: Programme, alice: TeamMember) -> None:
        order = make_answered_order(programme, ADA, pays=True)
        who, at = Respondent(order.lines.get().pk, 1), programme.date.starts_at
        with pytest.raises(TooLate):
            answering.change_answers(order.pk, {who: BOB}, at=at - timedelta(hours=11))
        assert not SheetChange.objects.exists()
        answering.change_answers(order.pk, {who: BOB}, by=actor_of(alice), at=at)
        assert Sheet.objects.get().record["first_name"] == "Bob"
        assert SheetChange.objects.get().actor == actor_of(alice).label

    def test_an_ended_order_is_its_teams_only(self, form: Form, programme: Programme) -> None:
        order = make_answered_order(programme, ADA)
        Order.objects.filter(pk=order.pk).update(status="cancelled")
        who = Respondent(order.lines.get().pk, 1)
        with pytest.raises(TooLate):
            answering.change_answers(order.pk, {who: BOB}, at=clock.now())

    def test_who_is_not_asked_is_refused(self, form: Form, programme: Programme) -> None:
        order = make_answered_order(programme, ADA)
        with pytest.raises(NothingAsked):
            answering.change_answers(order.pk, {BUYER: BOB}, at=clock.now())

    def test_nothing_changed_is_not_noted(self, form: Form, programme: Programme) -> None:
        order = make_answered_order(programme, ADA)
        who = Respondent(order.lines.get().pk, 1)
        assert answering.change_answers(order.pk, {who: ADA}, at=clock.now()) == []
        assert not SheetChange.objects.exists()

    def test_neighbours_and_stewards_change_nothing(
        self, form: Form, programme: Programme, oscar: TeamMember, sam: TeamMember
    ) -> None:
        order = make_answered_order(programme, ADA)
        who = Respondent(order.lines.get().pk, 1)
        with pytest.raises(NotFound):
            answering.change_answers(order.pk, {who: BOB}, by=actor_of(oscar), at=clock.now())
        with pytest.raises(NotAllowed):
            answering.change_answers(order.pk, {who: BOB}, by=actor_of(sam), at=clock.now())

    def test_answers_to_a_retired_question_stay(self, form: Form, programme: Programme) -> None:
        order = make_answered_order(programme, ADA)
        question = Question.objects.get(code="allergies")
        forms.retire_question(question, at=clock.now())
        bump_catalogue(programme.shop.id)
        who = Respondent(order.lines.get().pk, 1)
        answering.change_answers(order.pk, {who: BOB}, at=clock.now())
        assert Sheet.objects.get().answers == {"meal": "meat", "allergies": "nuts"}

    def test_a_renamed_ticket_renames_its_sheet(
        self, form: Form, programme: Programme, alice: TeamMember
    ) -> None:
        order = make_answered_order(programme, ADA, pays=True)
        correcting.name_holder(
            order.pk,
            Ticket.objects.get().pk,
            first_name="Zoe",
            last_name="Zed",
            by=actor_of(alice),
            at=clock.now(),
        )
        assert Sheet.objects.get().record == {"first_name": "Zoe", "last_name": "Zed"}


class TestFiles:
    def test_good_files_are_kept_whatever_else_is_wrong(
        self, form: Form, programme: Programme
    ) -> None:
        cart = make_cart(programme, quantity=2)
        one, two = (Respondent(cart.lines.get().pk, place) for place in (1, 2))
        uploads = {
            (one, "card"): Upload("a.pdf", PDF),
            (two, "card"): Upload("b.pdf", b"<html><script>"),
            (two, "meal"): Upload("c.pdf", PDF),
        }
        kept, wrong = answering.hand_in(cart.secret, uploads, at=clock.now())
        assert set(kept) == {(one, "card")}
        assert set(wrong) == {(two, "card")}
        assert private_files().open(AnswerFile.objects.get().path).read() == PDF

    def test_an_image_bomb_is_refused(self, programme: Programme) -> None:
        make_form(programme.shop, ask("face", "picture"), tariffs=[programme.tariff])
        cart = make_cart(programme, quantity=1)
        out = BytesIO()
        Image.new("1", (7_200, 7_200)).save(out, "PNG")
        who = Respondent(cart.lines.get().pk, 1)
        kept, wrong = answering.hand_in(
            cart.secret, {(who, "face"): Upload("x.png", out.getvalue())}, at=clock.now()
        )
        assert not kept
        assert "too many pixels" in wrong[who, "face"]

    def test_too_many_files_are_refused(
        self, form: Form, programme: Programme, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(answering, "MOST_FILES", 1)
        cart = make_cart(programme, quantity=2)
        line = cart.lines.get()
        uploads = {(Respondent(line.pk, place), "card"): Upload("a.pdf", PDF) for place in (1, 2)}
        with pytest.raises(TooManyFiles):
            answering.hand_in(cart.secret, uploads, at=clock.now())

    def test_the_file_of_another_order_answers_nothing(
        self, form: Form, programme: Programme
    ) -> None:
        other = file_for(make_cart(programme))
        cart = make_cart(programme, quantity=1)
        details(cart, p1=Given(BOB.record, {"meal": "meat", "card": str(other.pk)}))
        assert "card" not in Sheet.objects.get().answers

    def test_ordering_ties_files_and_drops_loose_ones(
        self,
        form: Form,
        programme: Programme,
        django_capture_on_commit_callbacks: object,
    ) -> None:
        cart = make_cart(programme, quantity=1)
        good, loose = file_for(cart), file_for(cart)
        details(cart, p1=Given(BOB.record, {"meal": "meat", "card": str(good.pk)}))
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
            checkout.place_order(
                cart.secret,
                terms=True,
                shown_total=4000,
                by=THE_BUYER,
                at=clock.now(),
                method="on_site",
            )
        assert AnswerFile.objects.get().sheet == Sheet.objects.get()
        assert private_files().exists(good.path)
        assert not private_files().exists(loose.path)


class TestForgetting:
    def test_answers_are_erased_when_their_time_is_over(
        self, form: Form, programme: Programme
    ) -> None:
        order = make_answered_order(programme, ADA, BOB, pays=True)
        over = programme.date.ends_at or programme.date.starts_at
        assert {each.erase_on for each in Sheet.objects.all()} == {
            (over + timedelta(days=30)).date()
        }
        assert answering.erase_answers(at=over + timedelta(days=28)) == 0
        later = over + timedelta(days=31)
        assert answering.erase_answers(at=later) == 2
        assert answering.erase_answers(at=later) == 0
        for sheet in Sheet.objects.all():
            assert (sheet.record, sheet.answers, sheet.said) == ({}, {}, {})
            assert sheet.erased_at == later
        assert Order.objects.get(pk=order.pk).email == "bea@test.example"

    def test_keeping_answers_shorter_holds_for_those_given(
        self, form: Form, programme: Programme, alice: TeamMember
    ) -> None:
        make_answered_order(programme, ADA, pays=True)
        over = (programme.date.ends_at or programme.date.starts_at).date()
        for days in (5, None):
            facts = FormFacts(name="x", record=form.record, keep_days=days)
            asking.edit_form(form.pk, facts=facts, by=actor_of(alice), at=clock.now())
            wanted = None if days is None else over + timedelta(days=days)
            assert Sheet.objects.get().erase_on == wanted

    def test_a_date_put_off_puts_off_the_end(self, form: Form, programme: Programme) -> None:
        make_answered_order(programme, ADA)
        date = programme.date
        over = date.starts_at
        date.starts_at += timedelta(days=10)
        date.ends_at = None
        date.save()
        answering.erase_answers(at=over + timedelta(days=31))
        sheet = Sheet.objects.get()
        assert sheet.erased_at is None
        assert sheet.erase_on == (date.starts_at + timedelta(days=30)).date()

    def test_erasing_the_customer_erases_answers_files_and_history(
        self,
        form: Form,
        programme: Programme,
        alice: TeamMember,
        django_capture_on_commit_callbacks: object,
    ) -> None:
        order = make_answered_order(programme, ADA, pays=True)
        who = Respondent(order.lines.get().pk, 1)
        kept = file_for(order)
        new = Given(ADA.record, {**ADA.answers, "card": str(kept.pk)})
        answering.change_answers(order.pk, {who: new}, at=clock.now())
        assert SheetChange.objects.count() == 1
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
            erasing.erase_customer(
                Customer.objects.get().pk,
                despite_coming=True,
                also_elsewhere=False,
                by=actor_of(alice),
                at=clock.now(),
            )
        sheet = Sheet.objects.get()
        assert (sheet.record, sheet.answers) == ({}, {})
        assert not SheetChange.objects.exists()
        assert not AnswerFile.objects.exists()
        assert not private_files().exists(kept.path)
        assert printed_on(order)[0].answers == ()

    def test_forgotten_carts_take_their_answers_and_files(
        self,
        form: Form,
        programme: Programme,
        django_capture_on_commit_callbacks: object,
    ) -> None:
        cart = make_cart(programme, quantity=1)
        kept = file_for(cart)
        details(cart, p1=BOB)
        later = clock.now() + timedelta(days=2)
        cancelling.let_expire(at=later)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
            assert cancelling.forget_carts(at=later) == 1
        assert not Sheet.objects.exists()
        assert not AnswerFile.objects.exists()
        assert not private_files().exists(kept.path)

    def test_test_orders_take_their_answers_and_files(
        self,
        form: Form,
        programme: Programme,
        alice: TeamMember,
        django_capture_on_commit_callbacks: object,
    ) -> None:
        rehearsing.set_test_mode(
            programme.shop.id, is_test=True, by=actor_of(alice), at=clock.now()
        )
        order = make_answered_order(programme, ADA, pays=True)
        kept = file_for(order)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's
            rehearsing.remove_test_orders(programme.shop.id, by=actor_of(alice), at=clock.now())
        assert not Sheet.objects.exists()
        assert not private_files().exists(kept.path)


def test_bytes_that_are_gone_harm_nobody(form: Form, programme: Programme) -> None:
    """A file that somebody deleted by hand is forgotten like any other."""
    cart = make_cart(programme, quantity=1)
    kept = file_for(cart)
    private_files().delete(kept.path)
    private_files().save("other", ContentFile(b"x"))
    assert lines_of(cart.pk)
    cancelling.let_expire(at=clock.now() + timedelta(days=2))
    assert cancelling.forget_carts(at=clock.now() + timedelta(days=2)) == 1
