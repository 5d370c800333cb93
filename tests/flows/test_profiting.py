"""What carts profit from: one test a promise, one a refusal, and the bad cases."""

from datetime import timedelta

import pytest

from tessera.domain.customers.actions import remember
from tessera.domain.offers.errors import (
    CodeNeeded,
    CodeNotCombinable,
    CodeNotForThis,
    CodeNotForYou,
    CodeNotYet,
    CodeOver,
    CodeRefused,
    CodeServesLess,
    CodeUnknown,
    CodeUsedUp,
)
from tessera.domain.offers.models import Code, Offer
from tessera.domain.offers.terms import LimitFacts
from tessera.domain.orders.errors import CartEmpty, PriceChanged
from tessera.domain.orders.models import AppliedOffer, Order, OrderLine, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim, Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.cancelling import cancel_order, forget_carts, let_expire
from tessera.flows.checkout import place_order, save_details
from tessera.flows.shopping import (
    Item,
    add_to_cart,
    change_line,
    remove_code,
    renew_hold,
    use_code,
)
from tessera.lib import clock
from tests.factories import (
    Programme,
    actor_of,
    make_code,
    make_event,
    make_offer,
    make_order,
    make_person,
    make_tariff,
)
from tests.factories.orders import BEA

pytestmark = pytest.mark.django_db
PAST, LATER = clock.now() - timedelta(days=2), clock.now() + timedelta(days=2)


def put(
    programme: Programme,
    quantity: int = 2,
    *,
    tariff: int = 0,
    secret: str | None = None,
    **more: object,
) -> Order:
    """A cart with so many of a tariff."""
    item = Item(programme.tariffs[tariff].product_id, programme.date.id, quantity)
    facts = {"currency": "CHF", "language": "en", "at": clock.now(), **more}
    return add_to_cart(programme.shop, items=[item], secret=secret, **facts)  # type: ignore[arg-type]  # told by name


def tell(cart: Order, **facts: str) -> Order:
    """Say who buys."""
    return save_details(cart.secret, buyer={**BEA, "language": "en", **facts}, at=clock.now())


def place(cart: Order, total: int | None = None) -> Order:
    """Order, to be paid at the door."""
    shown = cart.total if total is None else total
    return place_order(
        cart.secret,
        terms=True,
        shown_total=shown,
        by=BUYER,
        at=clock.now(),
        method="on_site" if shown else "free",
    )


def end_hold(cart: Order, *, sweep: bool = True) -> None:
    """The places of the cart are no longer kept."""
    Order.objects.filter(id=cart.id).update(held_until=clock.now() - timedelta(minutes=1))
    if sweep:
        let_expire(at=clock.now())


def taken(**what: int) -> int:
    """How many are taken of what an offer counts."""
    return Pool.objects.get(**what).taken


def test_an_offer_without_code_applies_by_itself(shop: Shop, programme: Programme) -> None:
    offer = make_offer(shop, name={"en": "Early bird", "fr": "Lève-tôt"})

    cart = put(programme, 2)

    assert cart.total == 2 * 4000 - 800
    (line,) = cart.lines.all()
    assert line.discount == 800
    assert line.amount == 7200
    (said,) = cart.quote["discounts"]
    assert said["name"] == {"en": "−10\u00a0% Early bird", "fr": "−10\u00a0% Lève-tôt"}
    assert said["amount"] == 800
    assert cart.quote["lines"] == 7200
    use = AppliedOffer.objects.get(order=cart)
    assert (use.offer_id, use.tickets, use.amount) == (offer.pk, 2, 800)
    assert use.terms["settings"] == {"percent": "10"}


def test_a_code_is_read_however_it_is_typed(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, needs_code=True), "Été-2026")
    cart = put(programme)

    cart = use_code(cart.secret, text=" ete 20-26 ", at=clock.now())

    assert cart.total == 7200
    assert cart.quote["code"] == {"text": "ETE2026", "why_not": ""}


def test_a_code_goes_when_it_is_removed(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, needs_code=True, max_tickets=10))
    cart = use_code(put(programme).secret, text="summer", at=clock.now())

    cart = remove_code(cart.secret, at=clock.now())

    assert cart.total == 8000
    assert cart.code is None
    assert "code" not in cart.quote
    assert taken(offer__isnull=False) == 0
    assert not AppliedOffer.objects.exists()
    assert pools_out_of_balance() == []


def test_only_one_code_an_order(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, needs_code=True), "ONE")
    make_code(make_offer(shop, settings={"percent": "20"}, needs_code=True), "TWO")
    cart = use_code(put(programme).secret, text="ONE", at=clock.now())

    assert use_code(cart.secret, text="TWO", at=clock.now()).total == 6400


def test_an_empty_cart_takes_no_code(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, needs_code=True))
    cart = put(programme)
    line = cart.lines.get()
    change_line(cart.secret, line_id=line.id, quantity=0, at=clock.now())

    with pytest.raises(CartEmpty):
        use_code(cart.secret, text="SUMMER", at=clock.now())


@pytest.mark.parametrize(
    ("facts", "refusal", "words"),
    [
        ({"starts_at": LATER}, CodeNotYet, "begins on"),
        ({"starts_at": PAST - timedelta(1), "ends_at": PAST}, CodeOver, "ended on"),
        ({"is_published": False}, CodeUnknown, "switched off"),
        ({"max_per_order": 4}, CodeServesLess, "at most 4 tickets an order; your cart has 5"),
        ({"max_tickets": 3}, CodeUsedUp, "only 3 more tickets; your cart has 5"),
        ({"min_per_order": 6}, CodeNotForThis, "begins at 6 tickets; your cart has 5"),
        ({"channels": ("counter",)}, CodeNotForYou, "not for what is bought here"),
        ({"audience": "known"}, CodeNotForYou, "ordered here before"),
        ({"audience": "newsletter"}, CodeNotForYou, "newsletter"),
        ({"audience": "chosen", "customer_ids": (1,)}, CodeNotForYou, "invited"),
        ({"audience": "members", "level_ids": (1,)}, CodeNotForYou, "members"),
        (
            {"effect": "per_ticket", "settings": {"amounts": {"EUR": 500}}},
            CodeNotForThis,
            "currency",
        ),
    ],
)
def test_a_code_is_refused_in_words(
    shop: Shop,
    programme: Programme,
    facts: dict[str, object],
    refusal: type[CodeRefused],
    words: str,
) -> None:
    make_code(make_offer(shop, **{"needs_code": True, **facts}))  # type: ignore[arg-type]  # told by name
    cart = put(programme, 5)

    with pytest.raises(refusal, match=words):
        use_code(cart.secret, text="SUMMER", at=clock.now())
    cart.refresh_from_db()
    assert cart.total == 20_000
    assert cart.code is None


def test_unknown_and_switched_off_codes_are_refused(shop: Shop, programme: Programme) -> None:
    code = make_code(make_offer(shop, needs_code=True))
    Code.objects.filter(pk=code.pk).update(is_active=False)
    cart = put(programme)

    with pytest.raises(CodeUnknown, match="no code “WINTER”"):
        use_code(cart.secret, text="WINTER", at=clock.now())
    with pytest.raises(CodeUnknown, match="switched off"):
        use_code(cart.secret, text="SUMMER", at=clock.now())


def test_a_code_says_what_it_is_for(shop: Shop, programme: Programme) -> None:
    other = make_event(shop, name={"en": "Macbeth"})
    make_code(make_offer(shop, needs_code=True, limits=(LimitFacts(("event", other.event.pk)),)))

    with pytest.raises(CodeNotForThis, match="is for “Macbeth”: nothing of that"):
        use_code(put(programme).secret, text="SUMMER", at=clock.now())


@pytest.mark.parametrize("thing", ["event", "zone", "product"])
def test_limits_name_what_is_reduced(shop: Shop, programme: Programme, thing: str) -> None:
    tariff = programme.tariffs[0]
    ids = {"event": programme.event.pk, "zone": tariff.zone_id, "product": tariff.product_id}
    make_offer(shop, limits=(LimitFacts((thing, ids[thing])),))
    elsewhere = make_event(shop, tariffs={"Full": 1000})

    cart = put(programme)
    cart = put(elsewhere, 1, secret=cart.secret)

    assert cart.total == 7200 + 1000


def test_each_limit_has_its_own_numbers(shop: Shop, programme: Programme) -> None:
    event = ("event", programme.event.pk)
    make_code(
        make_offer(shop, needs_code=True, limits=(LimitFacts(event, max_per_order=2),)), "TWO"
    )
    offer = make_offer(shop, needs_code=True, limits=(LimitFacts(event, max_tickets=4),))
    make_code(offer, "FOUR")
    cart = put(programme, 3)

    with pytest.raises(CodeServesLess, match="at most 2 tickets of “Hamlet” an order"):
        use_code(cart.secret, text="TWO", at=clock.now())
    use_code(cart.secret, text="FOUR", at=clock.now())
    assert taken(limit__offer=offer.pk) == 3
    with pytest.raises(CodeUsedUp, match="only 1 more ticket;"):
        use_code(put(programme, 2).secret, text="FOUR", at=clock.now())


def test_tickets_that_profit_are_counted_and_given_back(
    shop: Shop, programme: Programme, alice: TeamMember
) -> None:
    offer = make_offer(shop, max_tickets=10)
    cart = put(programme, 4)
    assert taken(offer=offer.pk) == 4
    line = cart.lines.get()
    change_line(cart.secret, line_id=line.id, quantity=2, at=clock.now())
    assert taken(offer=offer.pk) == 2
    cart.refresh_from_db()
    order = place(tell(cart))
    assert taken(offer=offer.pk) == 2

    cancel_order(order.id, reason="ill", by=actor_of(alice), at=clock.now())

    assert taken(offer=offer.pk) == 0
    assert AppliedOffer.objects.get(order=order).claim is None
    assert pools_out_of_balance() == []


def test_what_a_cart_holds_of_an_offer_ends_with_its_hold(shop: Shop, programme: Programme) -> None:
    offer = make_offer(shop, max_tickets=10)
    cart = put(programme, 4)

    end_hold(cart)
    assert taken(offer=offer.pk) == 0
    renew_hold(cart.secret, at=clock.now())
    assert taken(offer=offer.pk) == 4
    end_hold(cart)
    Order.objects.update(created_at=PAST)
    assert forget_carts(at=clock.now()) == 1
    assert not Claim.objects.exists()
    assert pools_out_of_balance() == []


def test_an_offer_serves_as_many_as_it_may(shop: Shop, programme: Programme) -> None:
    """Without a code nobody asked for it: the dearest tickets profit, the others cost the same."""
    make_offer(shop, max_tickets=3)
    cart = put(programme, 2, tariff=1)
    cart = put(programme, 2, tariff=0, secret=cart.secret)

    assert cart.total == 2 * 4000 + 2 * 2500 - 800 - 250


def test_an_exhausted_offer_changes_the_price_and_tells(shop: Shop, programme: Programme) -> None:
    make_offer(shop, max_tickets=2)
    cart = tell(put(programme, 2))
    end_hold(cart)
    put(programme, 2)

    with pytest.raises(PriceChanged, match=r"80\.00"):
        place(cart)
    assert place(cart, total=8000).total == 8000


def test_a_code_used_up_between_cart_and_order(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, needs_code=True), max_uses=1)
    cart = tell(use_code(put(programme).secret, text="SUMMER", at=clock.now()))
    end_hold(cart)
    use_code(put(programme).secret, text="SUMMER", at=clock.now())

    with pytest.raises(CodeUsedUp, match=r"used up.*Without it your tickets cost.*80\.00"):
        place(cart)
    cart.refresh_from_db()
    assert cart.is_cart
    cart = remove_code(cart.secret, at=clock.now())
    assert place(cart).total == 8000
    assert pools_out_of_balance() == []


def test_a_code_counts_once_an_order(shop: Shop, programme: Programme) -> None:
    code = make_code(make_offer(shop, needs_code=True), max_uses=1)
    cart = use_code(put(programme, 3).secret, text="SUMMER", at=clock.now())

    with pytest.raises(CodeUsedUp):
        use_code(put(programme).secret, text="SUMMER", at=clock.now())
    cart = use_code(cart.secret, text="SUMMER", at=clock.now())
    assert taken(code=code.pk) == 1
    assert place(tell(cart)).total == 10_800


def test_an_offer_edited_with_open_carts(shop: Shop, programme: Programme) -> None:
    """The cart keeps what it was told while its places are held; afterwards the buyer is asked."""
    offer = make_offer(shop)
    kept, late = tell(put(programme)), tell(put(programme))
    Offer.objects.filter(pk=offer.pk).update(settings={"percent": "5"})
    Shop.objects.filter(pk=shop.pk).update(catalogue_version=shop.catalogue_version + 1)

    assert place(kept).total == 7200
    end_hold(late, sweep=False)
    with pytest.raises(PriceChanged, match=r"76\.00"):
        place(late)


def test_two_offers_on_one_ticket(shop: Shop, programme: Programme) -> None:
    make_offer(shop, settings={"percent": "10"}, is_combinable=True)
    make_offer(shop, "per_ticket", {"amounts": {"CHF": 500}}, is_combinable=True)

    assert put(programme, 1).total == 4000 - 400 - 500


def test_what_cannot_be_combined_is_alone_on_a_ticket(shop: Shop, programme: Programme) -> None:
    make_offer(shop, settings={"percent": "10"}, is_combinable=True)
    make_offer(shop, "per_ticket", {"amounts": {"CHF": 500}}, name={"en": "Best"})
    make_code(make_offer(shop, settings={"percent": "5"}, needs_code=True))
    cart = put(programme, 1)

    assert cart.total == 3500
    with pytest.raises(CodeNotCombinable, match="cannot be combined with “Best”"):
        use_code(cart.secret, text="SUMMER", at=clock.now())


def test_a_discount_larger_than_the_price(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, "on_cart", {"amounts": {"CHF": 100_000}}, needs_code=True))
    cart = tell(use_code(put(programme).secret, text="SUMMER", at=clock.now()))

    order = place(cart)

    assert order.total == 0
    assert order.status == Status.PAID


def test_more_than_the_code_serves_is_not_added(shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, needs_code=True, max_per_order=2))
    cart = use_code(put(programme, 2).secret, text="SUMMER", at=clock.now())

    with pytest.raises(CodeServesLess, match="your cart has 3"):
        put(programme, 1, secret=cart.secret)
    assert OrderLine.objects.count() == 1


def test_a_code_that_finds_nothing_any_more_stays_and_says_so(
    shop: Shop, programme: Programme
) -> None:
    product = programme.tariffs[0].product_id
    make_code(make_offer(shop, needs_code=True, limits=(LimitFacts(("product", product)),)))
    cart = use_code(put(programme, 1).secret, text="SUMMER", at=clock.now())
    line = cart.lines.get()
    put(programme, 1, tariff=1, secret=cart.secret)

    cart = change_line(cart.secret, line_id=line.id, quantity=0, at=clock.now())

    assert cart.total == 2500
    assert "nothing of that is in your cart" in cart.quote["code"]["why_not"]
    order = place(tell(cart))
    assert order.code is None


def test_who_has_ordered_before_is_known_by_e_mail(shop: Shop, programme: Programme) -> None:
    make_offer(shop, audience="known")
    known = remember(shop.pk, buyer=BEA, at=clock.now(), person_id=None)
    make_order(programme, customer=known)
    cart = put(programme)
    assert cart.total == 8000

    assert tell(cart).total == 7200
    assert tell(cart, email="else@test.example").total == 8000


def test_subscribers_and_chosen_customers(shop: Shop, programme: Programme) -> None:
    bea = remember(shop.pk, buyer=BEA, at=clock.now(), person_id=None)
    make_offer(shop, audience="chosen", customer_ids=(bea.pk,), is_combinable=True)
    make_offer(shop, audience="newsletter", is_combinable=True)

    assert tell(put(programme)).total == 7200
    type(bea).objects.filter(pk=bea.pk).update(newsletter=True)
    assert tell(put(programme)).total == 6480


def test_who_has_logged_in_is_known_at_once(shop: Shop, programme: Programme) -> None:
    person = make_person("Nora")
    buyer = {**BEA, "email": person.email}
    nora = remember(shop.pk, buyer=buyer, at=clock.now(), person_id=person.pk)
    make_offer(shop, audience="chosen", customer_ids=(nora.pk,))

    assert put(programme, person_id=person.pk).total == 7200


def test_tickets_bought_before_count(shop: Shop, programme: Programme) -> None:
    make_offer(shop, "several", {"every": 3, "reduced": 1, "percent": "100"}, remembers=True)
    first = place(tell(put(programme, 2)))
    assert first.total == 8000

    second = place(tell(tell(put(programme, 1))), total=0)
    assert second.total == 0
    assert tell(put(programme, 2)).total == 8000


def test_a_hidden_tariff_is_opened_by_a_code(shop: Shop, programme: Programme) -> None:
    hidden = make_tariff(programme.zones[0], name="Press", amount=1000, by_code=True)
    item = Item(hidden.product_id, programme.date.id, 1)
    offer = make_offer(
        shop,
        settings={"percent": "0"},
        needs_code=True,
        limits=(LimitFacts(("product", hidden.product_id)),),
    )
    make_code(offer, "PRESS")
    make_code(make_offer(shop, needs_code=True), "OTHER")
    facts = {"currency": "CHF", "language": "en", "at": clock.now(), "secret": None}

    for wrong in ("", "OTHER", "NOTHING"):
        with pytest.raises(CodeNeeded, match="“Press” is sold only with a code"):
            add_to_cart(shop, items=[item], code=wrong, **facts)  # type: ignore[arg-type]  # told by name
    cart = add_to_cart(shop, items=[item], code="press", **facts)  # type: ignore[arg-type]  # told by name
    assert cart.total == 1000
    assert AppliedOffer.objects.get(order=cart).tickets == 1
    with pytest.raises(CodeNeeded, match="Take it out"):
        remove_code(cart.secret, at=clock.now())
    with pytest.raises(CodeNeeded):
        use_code(cart.secret, text="OTHER", at=clock.now())
    assert place(tell(cart)).code is not None


def test_a_hidden_tariff_is_not_for_whom_the_code_is_not(shop: Shop, programme: Programme) -> None:
    """The code opened it; then the e-mail says that it is for others."""
    hidden = make_tariff(programme.zones[0], name="Press", amount=1000, by_code=True)
    bea = remember(shop.pk, buyer=BEA, at=clock.now(), person_id=None)
    offer = make_offer(
        shop,
        needs_code=True,
        audience="chosen",
        customer_ids=(bea.pk,),
        limits=(LimitFacts(("product", hidden.product_id)),),
    )
    make_code(offer, "PRESS")
    cart = put(programme, 1)
    Order.objects.filter(pk=cart.pk).update(email=BEA["email"])
    item = Item(hidden.product_id, programme.date.id, 1)
    cart = add_to_cart(
        shop,
        items=[item],
        secret=cart.secret,
        currency="CHF",
        language="en",
        at=clock.now(),
        code="PRESS",
    )
    assert cart.total == 4900

    cart = tell(cart, email="else@test.example")

    assert cart.total == 5000
    with pytest.raises(CodeNeeded, match="“Press” is sold only with a code.*invited"):
        place(cart)
    assert place(tell(cart)).total == 4900


def test_a_used_offer_is_frozen(shop: Shop, programme: Programme) -> None:
    offer = make_offer(shop)
    cart = tell(put(programme))
    offer.refresh_from_db()
    assert offer.first_used_at is None

    place(cart)

    offer.refresh_from_db()
    assert offer.first_used_at is not None
