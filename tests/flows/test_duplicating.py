"""The next edition of a shop."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tessera.domain.catalogue.models import EventDate, MembershipTerms, Plan, PriceStep, Product
from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.models import FormUse
from tessera.domain.memberships.models import Membership
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.shops.errors import BadAddress
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.duplicating import Edition, duplicate_shop
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import (
    Programme,
    actor_of,
    make_event,
    make_form,
    make_gate,
    make_member,
    make_membership,
    make_order,
    make_plan,
    make_tariff,
    make_terms,
)

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = Edition({"fr": "Saison suivante"}, days=364)


def _copy(programme: Programme, who: TeamMember, edition: Edition = NEXT) -> Shop:
    return duplicate_shop(programme.shop.id, edition, by=actor_of(who), at=clock.now())


def test_everything_but_the_orders_is_copied(programme: Programme, alice: TeamMember) -> None:
    source = programme.shop
    Shop.objects.filter(id=source.id).update(
        colours={"primary": "#112233"}, texts={"a": {"fr": "b"}}
    )
    make_order(programme)
    extra = make_tariff(programme.zone, name="Quota", quota=7)
    extra.date_ids = [programme.dates[1].id]
    extra.save()
    PriceStep.objects.create(product=extra.product, after_sold=3, prices={"CHF": 100})
    make_gate(source, "Balcony door", zone_ids=[programme.zones[1].id])

    made = _copy(programme, alice)

    made.refresh_from_db()
    assert (made.slug, made.status, made.is_test) == ("saison-suivante", "draft", True)
    assert made.edition_of == source
    assert made.colours == {"primary": "#112233"}
    assert bytes(made.signing_key) != bytes(source.signing_key)
    assert made.methods.count() == source.methods.count() == 3
    event = made.events.get()
    dates = list(event.dates.order_by("starts_at"))
    assert [date.starts_at - timedelta(days=364) for date in dates] == [
        pytest.approx(date.starts_at, abs=timedelta(hours=1)) for date in programme.dates
    ]
    zones = list(event.zones.order_by("position"))
    assert [zone.capacity for zone in zones] == [100, 20]
    assert event.tariffs.count() == 5
    copied = event.tariffs.get(product__quota=7)
    assert copied.date_ids == [dates[1].id]
    assert copied.product.steps.get().prices == {"CHF": 100}
    assert set(copied.product.prices.values_list("currency", flat=True)) == {"CHF", "EUR"}
    gates = {gate.name["en"]: gate.zone_ids for gate in made.gates.all()}
    assert gates == {"Main door": None, "Balcony door": [zones[1].id]}
    assert not made.orders.exists()
    pools = Pool.objects.filter(date__event=event) | Pool.objects.filter(product__shop=made)
    assert sorted(pool.capacity for pool in pools) == [7, 20, 20, 100, 100]
    assert {pool.taken for pool in pools} == {0}
    assert pools_out_of_balance() == []


def test_how_a_shop_takes_members_is_copied(
    programme: Programme, alice: TeamMember, theatre: Organisation
) -> None:
    source = programme.shop
    make_terms(source, layout="table", intro={"en": "Join us"}, asks_donation=True)
    Shop.objects.filter(id=source.id).update(takes_members=True)
    until = clock.now() + timedelta(days=30)
    friend = make_plan(source, seats=2, renews_itself=True, subtitle={"en": "For two"})
    Product.objects.filter(pk=friend.pk).update(needs_approval=True, online_until=until)
    hidden = make_plan(source, level=friend.level, name="Hidden", status="draft")
    Plan.objects.filter(pk=hidden.pk).update(successor=friend)
    question = QuestionFacts(kind="text", code="section", label={"en": "Which section?"})
    form = make_form(source, question, kind="member")
    FormUse.objects.create(product_id=friend.pk, form=form)
    programme.tariff.product.level_ids = [friend.level_id]
    programme.tariff.product.save()
    make_membership(make_member(theatre), friend)

    made = _copy(programme, alice)

    terms = MembershipTerms.objects.get(shop=made)
    assert (terms.layout, terms.intro, terms.asks_donation) == ("table", {"en": "Join us"}, True)
    made.refresh_from_db()
    assert made.takes_members
    plan = Plan.objects.select_related("product").get(product__shop=made)
    product = plan.product
    assert (product.status, product.needs_approval) == ("preview", True)
    assert product.online_until == pytest.approx(
        until + timedelta(days=364), abs=timedelta(hours=1)
    )
    assert (plan.level_id, plan.seats, plan.first_published_at) == (friend.level_id, 2, None)
    assert product.prices.get().amount == 5000
    asked = FormUse.objects.get(product=product).form
    assert (asked.shop, asked.kind) == (made, "member")
    assert asked.questions.get().code == "section"
    copied = Product.objects.filter(shop=made, level_ids__isnull=False)
    assert [each.level_ids for each in copied] == [[friend.level_id]]
    assert Membership.objects.count() == 1


def test_the_clock_on_the_wall_stays(shop: Shop, alice: TeamMember) -> None:
    winter = datetime(2027, 1, 15, 19, 0, tzinfo=UTC)
    programme = make_event(shop, dates=[winter])
    made = _copy(programme, alice, Edition({"fr": "Été"}, days=182))
    date = EventDate.objects.get(event__shop=made)
    assert date.starts_at == datetime(2027, 7, 16, 18, 0, tzinfo=UTC)
    assert date.starts_at.weekday() == winter.weekday()


def test_what_was_put_away_stays_behind(programme: Programme, alice: TeamMember) -> None:
    programme.shop.events.create(slug="old", name={}, archived_at=clock.now())
    EventDate.objects.filter(id=programme.date.id).update(status="cancelled")
    event = _copy(programme, alice).events.get()
    assert event.dates.count() == 1


def test_an_address_of_another_is_refused(programme: Programme, alice: TeamMember) -> None:
    with pytest.raises(BadAddress):
        _copy(programme, alice, Edition({"fr": "x"}, days=1, slug="theatre"))
    assert Shop.objects.count() == 1


def test_who_sees_some_shops_copies_none(programme: Programme, alice: TeamMember) -> None:
    alice.profile.shop_ids = [programme.shop.id]
    with pytest.raises(NotAllowed):
        _copy(programme, alice)


def test_oscar_copies_nothing(programme: Programme, oscar: TeamMember) -> None:
    with pytest.raises(NotFound):
        _copy(programme, oscar)


def test_a_thousand_dates_are_copied_fast(shop: Shop, alice: TeamMember) -> None:
    programme = make_event(shop)
    first = programme.date.starts_at
    dates = EventDate.objects.bulk_create(
        EventDate(event=programme.event, starts_at=first + timedelta(hours=n)) for n in range(1000)
    )
    Pool.objects.bulk_create(Pool(date=date, zone=programme.zone, capacity=50) for date in dates)
    began = time.perf_counter()
    made = _copy(programme, alice)
    assert time.perf_counter() - began < 3
    assert EventDate.objects.filter(event__shop=made).count() == 1001
    assert Pool.objects.filter(date__event__shop=made).count() == 1001
