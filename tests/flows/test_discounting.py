"""Offers and codes at the desk: one test a promise, one a refusal."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Plan, Tariff
from tessera.domain.customers.actions import remember
from tessera.domain.offers.errors import BadCode, BadOffer, CodeTaken, OfferUsed
from tessera.domain.offers.models import Code, CodeBatch, Offer, OfferLimit
from tessera.domain.offers.queries.desk import offer_in, terms_of
from tessera.domain.offers.terms import LimitFacts, OfferFacts
from tessera.domain.orders.models import AppliedOffer, Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.reporting.queries.offers import CodesAsked, codes_of, codes_page
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows import discounting
from tessera.flows.checkout import place_order, save_details
from tessera.flows.discounting import Wanted
from tessera.flows.duplicating import Edition, duplicate_shop
from tessera.flows.rehearsing import remove_test_orders, set_test_mode
from tessera.flows.shopping import Item, add_to_cart, use_code
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.lib.ids import READABLE
from tests.factories import Programme, actor_of, make_code, make_event, make_offer, make_plan
from tests.factories.orders import BEA

pytestmark = pytest.mark.django_db

TEN = OfferFacts(
    name={"en": "Fidelity", "fr": "Fidélité"}, effect="percentage", settings={"percent": "10"}
)


@pytest.fixture
def by(alice: TeamMember) -> dict[str, Any]:
    """Alice, now."""
    return {"by": actor_of(alice), "at": clock.now()}


def cart_of(programme: Programme, quantity: int = 2) -> Order:
    """A cart that holds so many tickets."""
    item = Item(programme.tariff.product_id, programme.date.id, quantity)
    return add_to_cart(
        programme.shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
    )


def ordered(cart: Order) -> Order:
    """The cart as an order, to be paid at the door."""
    save_details(cart.secret, buyer={**BEA, "language": "en"}, at=clock.now())
    cart.refresh_from_db()
    return place_order(
        cart.secret,
        terms=True,
        shown_total=cart.total,
        by=BUYER,
        at=clock.now(),
        method="on_site",
    )


def edited(offer: Offer, by: dict[str, Any], **changes: Any) -> Offer:
    """The offer, changed in these points."""
    found = offer_in(offer.shop_id, offer.pk)
    assert found
    discounting.edit_offer(offer.pk, replace(terms_of(found), **changes), **by)
    again = offer_in(offer.shop_id, offer.pk)
    assert again
    return again


def test_an_offer_is_made_as_it_is_said(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    before = shop.catalogue_version
    limits = (
        LimitFacts(("event", programme.event.id), max_tickets=50, max_per_order=4),
        LimitFacts(("product", programme.tariff.product_id)),
    )
    facts = replace(TEN, limits=limits, max_tickets=100, channels=("online",))

    made = discounting.create_offer(shop.id, facts, **by)

    found = offer_in(shop.id, made.pk)
    assert found
    assert terms_of(found) == facts
    assert Pool.objects.get(offer=made).capacity == 100
    assert Pool.objects.get(limit__offer=made).capacity == 50
    assert Activity.objects.filter(verb="offer.created", subject_id=made.pk).exists()
    shop.refresh_from_db()
    assert shop.catalogue_version > before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": {}}, "name"),
        ({"effect": "miracle"}, "effect"),
        ({"starts_at": clock.now(), "ends_at": clock.now() - timedelta(days=1)}, "ends_at"),
        ({"min_per_order": 5, "max_per_order": 4}, "max_per_order"),
        ({"channels": ()}, "channels"),
        ({"audience": "chosen"}, "audience"),
        ({"audience": "chosen", "customer_ids": (999,)}, "customer_ids"),
        ({"audience": "members", "level_ids": (999,)}, "level_ids"),
        ({"limits": (LimitFacts(("event", 999)),)}, "limits"),
    ],
)
def test_what_could_serve_nobody_is_refused(
    shop: Shop, by: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadOffer) as refused:
        discounting.create_offer(shop.id, replace(TEN, **wrong), **by)
    assert refused.value.facts["field"] == field
    assert not Offer.objects.exists()


def test_things_of_another_shop_cannot_be_chosen(
    shop: Shop, club_shop: Shop, by: dict[str, Any]
) -> None:
    theirs = make_event(club_shop)
    stranger = remember(club_shop.id, buyer=BEA, at=clock.now())
    for wrong in (
        {"limits": (LimitFacts(("zone", theirs.zone.id)),)},
        {"limits": (LimitFacts(("product", theirs.tariff.product_id)),)},
        {"audience": "chosen", "customer_ids": (stranger.pk,)},
    ):
        with pytest.raises(BadOffer):
            discounting.create_offer(shop.id, replace(TEN, **wrong), **by)


def test_only_who_edits_the_whole_programme_makes_offers(
    shop: Shop, programme: Programme, alice: TeamMember, carl: TeamMember, oscar: TeamMember
) -> None:
    offer = make_offer(shop)
    narrow = replace(actor_of(alice), events=frozenset({programme.event.id}))
    for actor, refusal in (
        (actor_of(carl), NotAllowed),
        (narrow, NotAllowed),
        (actor_of(oscar), NotFound),
    ):
        with pytest.raises(refusal):
            discounting.create_offer(shop.id, TEN, by=actor, at=clock.now())
        with pytest.raises(refusal):
            discounting.delete_offer(offer.pk, by=actor, at=clock.now())
        with pytest.raises(refusal):
            discounting.order_codes(offer.pk, Wanted(count=1), by=actor, at=clock.now())


def test_a_limit_that_stays_keeps_what_it_counts(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    event, zone = ("event", programme.event.id), ("zone", programme.zone.id)
    offer = make_offer(shop, limits=(LimitFacts(event, max_tickets=10), LimitFacts(zone)))
    cart_of(programme, 3)
    kept = OfferLimit.objects.get(offer=offer, event=programme.event)

    edited(offer, by, limits=(LimitFacts(event, max_tickets=8),))

    assert list(OfferLimit.objects.filter(offer=offer)) == [kept]
    pool = Pool.objects.get(limit=kept)
    assert (pool.capacity, pool.taken) == (8, 3)


def test_a_total_that_comes_later_counts_who_profits_already(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    offer = make_offer(shop)
    ordered(cart_of(programme, 2))
    cart_of(programme, 3)

    edited(
        offer,
        by,
        max_tickets=10,
        limits=(LimitFacts(("event", programme.event.id), max_tickets=9),),
    )

    assert Pool.objects.get(offer=offer).taken == 5
    assert Pool.objects.get(limit__offer=offer).taken == 5
    assert pools_out_of_balance() == []
    with pytest.raises(TooSmall) as refused:
        edited(offer, by, max_tickets=4)
    assert "5 are used already" in refused.value.message
    edited(offer, by, max_tickets=None, limits=())
    assert not Pool.objects.filter(offer=offer).exists()
    assert pools_out_of_balance() == []


def test_what_a_used_offer_does_stays_as_it_is(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    offer = make_offer(shop)
    ordered(cart_of(programme))

    with pytest.raises(OfferUsed) as refused:
        edited(offer, by, settings={"percent": "50"})
    assert refused.value.facts["fields"] == ["settings"]
    again = edited(offer, by, name={"en": "Renamed"}, max_per_order=5)
    assert again.name == {"en": "Renamed"}


def test_a_copy_is_a_draft_without_codes_that_may_be_changed(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    offer = make_offer(shop, needs_code=True, limits=(LimitFacts(("event", programme.event.id)),))
    make_code(offer)

    copy = discounting.duplicate_offer(offer.pk, **by)

    assert copy.status == Offer.Status.DRAFT
    assert copy.position > offer.position
    assert copy.name["en"] == f"{offer.name['en']} (copy)"
    assert [row.event_id for row in copy.limits.all()] == [programme.event.id]
    assert not copy.codes.exists()
    assert edited(copy, by, settings={"percent": "50"}).settings == {"percent": "50"}


def test_offers_are_switched_off_and_on(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    offer = make_offer(shop)
    discounting.switch_offer(offer.pk, is_published=False, **by)
    shop.refresh_from_db()
    programme.shop.refresh_from_db()
    assert cart_of(programme).total == 8000
    discounting.switch_offer(offer.pk, is_published=True, **by)
    programme.shop.refresh_from_db()
    assert cart_of(programme).total == 7200
    verbs = Activity.objects.filter(subject="offer").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["offer.withdrawn", "offer.published"]


def test_offers_apply_in_the_order_in_which_they_are_put(shop: Shop, by: dict[str, Any]) -> None:
    first, second, third = (make_offer(shop) for _ in range(3))
    discounting.move_offer(third.pk, to=0, **by)
    found = Offer.objects.filter(shop=shop).order_by("position")
    assert [each.pk for each in found] == [third.pk, first.pk, second.pk]


def test_an_offer_goes_with_its_codes_as_long_as_nobody_used_it(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    unused = make_offer(shop, needs_code=True)
    make_code(unused, max_uses=3)
    discounting.delete_offer(unused.pk, **by)
    assert not Code.objects.exists()
    assert not Pool.objects.filter(code__isnull=False).exists()

    used = make_offer(shop)
    cart_of(programme)
    with pytest.raises(OfferUsed):
        discounting.delete_offer(used.pk, **by)


def test_a_code_is_chosen_once_a_shop(shop: Shop, by: dict[str, Any]) -> None:
    offer = make_offer(shop, needs_code=True)
    code = discounting.add_code(offer.pk, "été-2027", max_uses=5, **by)
    assert code.text == "ETE2027"
    assert Pool.objects.get(code=code).capacity == 5
    with pytest.raises(CodeTaken):
        discounting.add_code(make_offer(shop, needs_code=True).pk, "ETE 2027", max_uses=1, **by)
    with pytest.raises(BadCode):
        discounting.add_code(offer.pk, "§§", max_uses=None, **by)
    with pytest.raises(BadOffer):
        discounting.add_code(make_offer(shop).pk, "AUTOMATIC", max_uses=None, **by)


def test_how_often_a_code_may_be_used_can_change(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    offer = make_offer(shop, needs_code=True)
    code = discounting.add_code(offer.pk, "SUMMER", max_uses=None, **by)
    use_code(cart_of(programme).secret, text="summer", at=clock.now())

    discounting.change_code(offer.pk, code.pk, max_uses=1, **by)

    assert Pool.objects.get(code=code).taken == 1
    assert pools_out_of_balance() == []
    with pytest.raises(TooSmall):
        discounting.change_code(offer.pk, code.pk, max_uses=0, **by)
    with pytest.raises(OfferUsed):
        discounting.delete_code(offer.pk, code.pk, **by)
    discounting.change_code(offer.pk, code.pk, max_uses=None, **by)
    assert not Pool.objects.filter(code=code).exists()


def test_a_code_that_nobody_used_goes(shop: Shop, by: dict[str, Any]) -> None:
    offer = make_offer(shop, needs_code=True)
    code = make_code(offer)
    with pytest.raises(NotFound):
        discounting.delete_code(make_offer(shop).pk, code.pk, **by)
    discounting.delete_code(offer.pk, code.pk, **by)
    assert not Code.objects.exists()


def test_codes_are_made_by_chance_and_counted(shop: Shop, by: dict[str, Any]) -> None:
    offer = make_offer(shop, needs_code=True)
    asked = Wanted(count=50, max_uses=1, prefix="noël", label="Flyers")

    batch = discounting.order_codes(offer.pk, asked, **by)

    texts = list(Code.objects.filter(batch=batch).values_list("text", flat=True))
    assert len(set(texts)) == batch.made == 50
    assert all(text.startswith("NOEL") for text in texts)
    assert all(set(text[4:]) <= set(READABLE) for text in texts)
    assert Pool.objects.filter(code__batch=batch, capacity=1).count() == 50
    for count in (0, 100_001):
        with pytest.raises(BadCode):
            discounting.order_codes(offer.pk, Wanted(count=count), **by)


def test_many_codes_are_made_by_a_worker_and_no_more_when_it_repeats(
    shop: Shop, by: dict[str, Any]
) -> None:
    offer = make_offer(shop, needs_code=True)
    batch = discounting.order_codes(offer.pk, Wanted(count=12_000, max_uses=None), **by)
    assert batch.made == 0

    discounting.make_codes(batch_id=batch.pk)
    discounting.make_codes(batch_id=batch.pk)

    assert CodeBatch.objects.get(pk=batch.pk).made == 12_000
    assert Code.objects.filter(batch=batch).count() == 12_000
    assert not Pool.objects.filter(code__isnull=False).exists()


def test_a_hundred_thousand_codes(shop: Shop, by: dict[str, Any]) -> None:
    offer = make_offer(shop, needs_code=True)
    batch = discounting.order_codes(offer.pk, Wanted(count=100_000, prefix="HIVER"), **by)
    discounting.make_codes(batch_id=batch.pk)
    assert Code.objects.filter(batch=batch, text__startswith="HIVER").count() == 100_000
    assert Pool.objects.filter(code__batch=batch, capacity=1).count() == 100_000
    assert len(codes_page(codes_of(offer.pk, CodesAsked()), after="", before="").rows) == 50
    assert discounting.switch_codes(offer.pk, CodesAsked(), is_active=False, **by) == 100_000
    assert not Code.objects.filter(is_active=True).exists()
    discounting.delete_offer(offer.pk, **by)
    assert not Code.objects.exists()
    assert not Pool.objects.filter(capacity=1).exists()


def test_codes_are_switched_one_or_many(shop: Shop, by: dict[str, Any]) -> None:
    offer, other = make_offer(shop, needs_code=True), make_offer(shop, needs_code=True)
    first, second = make_code(offer, "AAA1"), make_code(offer, "BBB2")
    theirs = make_code(other, "CCC3")

    asked = CodesAsked(ids=(first.pk, theirs.pk))
    assert discounting.switch_codes(offer.pk, asked, is_active=False, **by) == 1
    assert discounting.switch_codes(offer.pk, CodesAsked(), is_active=False, **by) == 1
    assert discounting.switch_codes(offer.pk, CodesAsked(q="B"), is_active=True, **by) == 1

    active = Code.objects.filter(is_active=True).order_by("text").values_list("pk", flat=True)
    assert list(active) == [second.pk, theirs.pk]


def test_an_order_keeps_what_it_was_told(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    offer = make_offer(shop, name={"en": "Ten"})
    order = ordered(cart_of(programme))
    edited(offer, by, name={"en": "Other"})
    discounting.switch_offer(offer.pk, is_published=False, **by)
    (applied,) = AppliedOffer.objects.filter(order=order)
    assert applied.terms["name"]["en"] == "−10\u00a0% Ten"
    order.refresh_from_db()
    assert order.total == 7200


def test_the_next_edition_has_the_offers_as_drafts(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    ends = clock.now() + timedelta(days=30)
    limits = (LimitFacts(("zone", programme.zone.id), max_tickets=9),)
    make_offer(shop, needs_code=True, ends_at=ends, max_tickets=20, limits=limits)
    make_code(Offer.objects.get())
    make_offer(shop, audience="chosen", customer_ids=(remember(shop.id, buyer=BEA, at=ends).pk,))
    gone = make_event(shop)
    make_offer(shop, limits=(LimitFacts(("event", gone.event.id)),))
    type(gone.event).objects.filter(pk=gone.event.pk).update(archived_at=clock.now())
    ordered(cart_of(programme))

    made = duplicate_shop(shop.id, Edition({"fr": "Suite"}, days=364), **by)

    coded, chosen = Offer.objects.filter(shop=made).order_by("position")
    assert {coded.status, chosen.status} == {Offer.Status.DRAFT}
    assert coded.ends_at and (coded.ends_at - ends).days in (363, 364)
    assert not coded.codes.exists()
    assert chosen.customer_ids == []
    assert coded.limits.get().zone.event.shop_id == made.id  # type: ignore[union-attr]  # a zone
    assert Pool.objects.get(offer=coded).capacity == 20
    assert Pool.objects.get(limit__offer=coded).capacity == 9
    assert coded.first_used_at is None


def test_the_next_edition_reduces_its_own_memberships(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    plan = make_plan(shop)
    limits = (
        LimitFacts(("product", plan.pk), 20, 1),
        LimitFacts(("product", programme.tariff.product_id), 8),
    )
    make_offer(shop, limits=limits, level_ids=(plan.level_id,), audience="members")

    made = duplicate_shop(shop.id, Edition({"fr": "Suite"}, days=364), **by)

    copy = made.offers.get()
    new_plan = Plan.objects.get(product__shop=made)
    sold = Tariff.objects.filter(event__shop=made, zone__position=programme.zone.position)
    new_tariff = sold.get(product__name=programme.tariff.product.name)
    found = {each.product_id: each.max_tickets for each in copy.limits.all()}
    assert found == {new_plan.pk: 20, new_tariff.product_id: 8}
    assert (copy.audience, copy.level_ids) == ("members", [plan.level_id])
    assert Pool.objects.filter(limit__offer=copy).count() == 2


def test_tests_give_their_uses_back(shop: Shop, programme: Programme, by: dict[str, Any]) -> None:
    set_test_mode(shop.id, is_test=True, **by)
    offer = make_offer(shop, max_tickets=5)
    coded = make_offer(shop, needs_code=True, is_combinable=True)
    code = make_code(coded, max_uses=1)
    programme.shop.refresh_from_db()
    cart = cart_of(programme)
    use_code(cart.secret, text=code.text, at=clock.now())
    ordered(cart)
    offer.refresh_from_db()
    assert offer.first_used_at is not None or Pool.objects.get(code=code).taken == 1

    remove_test_orders(shop.id, **by)

    offer.refresh_from_db()
    assert offer.first_used_at is None
    assert Pool.objects.get(offer=offer).taken == 0
    assert Pool.objects.get(code=code).taken == 0
    assert pools_out_of_balance() == []
    discounting.delete_offer(offer.pk, **by)
