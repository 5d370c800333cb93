"""Codes and offers as buyers meet them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.offers.terms import LimitFacts
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.flows.cancelling import let_expire
from tessera.lib import clock
from tessera.web.shop.codes import WRONG
from tests.factories import Programme, make_code, make_offer, make_tariff
from tests.web.shop.steps import body, cart_of, order, post, put, tell

pytestmark = pytest.mark.django_db

CART = "/en/theatre/cart/"
USE = "/en/theatre/cart/code/"
EVENT = "/en/theatre/events/hamlet/"


@pytest.fixture(autouse=True)
def _nobody_has_guessed() -> Iterator[None]:
    WRONG.forget()
    yield


@pytest.fixture
def summer(shop: Shop) -> None:
    """A code for ten per cent off, of at most four tickets."""
    offer = make_offer(shop, name={"en": "Summer"}, needs_code=True, max_per_order=4)
    make_code(offer, "SUMMER26")


def use(gwen: Client, text: str) -> str:
    return body(gwen.post(USE, {"code": text}, follow=True))


def test_a_code_is_typed_into_the_cart(gwen: Client, programme: Programme, summer: None) -> None:
    put(gwen, programme, 2)
    assert "I have a code" in body(gwen.get(CART))

    page = use(gwen, "summer-26")

    assert "−10 % Summer" in page
    assert "−CHF 8.00" in page.replace("\xa0", " ")
    assert "CHF 72.00" in page
    assert "SUMMER26" in page


def test_every_page_says_the_same(gwen: Client, programme: Programme, summer: None) -> None:
    put(gwen, programme, 2)
    use(gwen, "SUMMER26")
    pages = [body(gwen.get(CART)), body(gwen.get("/en/theatre/checkout/"))]
    tell(gwen, programme)
    pages.append(body(gwen.get("/en/theatre/checkout/payment/")))
    answer = order(gwen, programme, "on_site", 7200)
    pages.append(body(gwen.get(answer["Location"])))

    for page in pages:
        assert "−10 % Summer" in page
        assert "CHF 80.00" in page
        assert "CHF 72.00" in page


def test_a_refused_code_keeps_what_was_typed(
    gwen: Client, programme: Programme, summer: None
) -> None:
    put(gwen, programme, 5)

    answer = gwen.post(USE, {"code": "Summer26"})

    assert answer.status_code == 422
    page = body(answer)
    assert "serves at most 4 tickets an order; your cart has 5" in page
    assert 'value="Summer26"' in page
    assert "CHF 200.00" in page


def test_a_fragment_is_answered_with_the_cart(
    gwen: Client, programme: Programme, summer: None
) -> None:
    put(gwen, programme, 2)

    answer = gwen.post(USE, {"code": "SUMMER26"}, headers={"HX-Request": "true"})

    assert "<html" not in body(answer)
    assert "CHF 72.00" in body(answer)


def test_a_code_is_removed(gwen: Client, programme: Programme, summer: None) -> None:
    put(gwen, programme, 2)
    use(gwen, "SUMMER26")

    page = body(gwen.post("/en/theatre/cart/code/removal/", follow=True))

    assert "CHF 80.00" in page
    assert "Summer" not in page
    back = gwen.post("/en/theatre/cart/code/removal/", {"back": "payment"})
    assert back["Location"] == "/en/theatre/checkout/payment/"


def test_a_code_used_up_is_taken_out_where_one_pays(
    gwen: Client, shop: Shop, programme: Programme
) -> None:
    make_code(make_offer(shop, needs_code=True), "ONCE", max_uses=1)
    put(gwen, programme, 2)
    use(gwen, "ONCE")
    tell(gwen, programme)
    cart = cart_of(gwen, programme)
    Order.objects.update(held_until=clock.now() - timedelta(minutes=1))
    let_expire(at=clock.now())
    rival = Client(headers={"Sec-Fetch-Site": "same-origin"})
    put(rival, programme, 1)
    use(rival, "ONCE")

    answer = order(gwen, programme, "on_site", 7200)

    assert answer.status_code == 422
    page = body(answer)
    assert "“ONCE” is used up" in page
    assert "Without it your tickets cost CHF 80.00" in page
    assert 'formaction="/en/theatre/cart/code/removal/"' in page
    back = gwen.post("/en/theatre/cart/code/removal/", {"back": "payment"}, follow=True)
    assert "CHF 80.00" in body(back)
    assert order(gwen, programme, "on_site", 8000).status_code == 302
    cart.refresh_from_db()
    assert cart.number


def test_who_guesses_has_to_wait(gwen: Client, programme: Programme, summer: None) -> None:
    put(gwen, programme, 2)
    for number in range(10):
        assert "There is no code" in use(gwen, f"GUESS{number}")

    page = use(gwen, "SUMMER26")

    assert "Too many attempts" in page
    assert cart_of(gwen, programme).code is None


def test_who_guesses_codes_of_hidden_tariffs_has_to_wait(
    gwen: Client, shop: Shop, programme: Programme
) -> None:
    hidden = make_tariff(programme.zones[0], name="Press seat", amount=900, by_code=True)
    limits = (LimitFacts(("product", hidden.product_id)),)
    make_code(make_offer(shop, settings={"percent": "0"}, needs_code=True, limits=limits), "PRESS")
    make_code(make_offer(shop, needs_code=True), "OTHER")
    for _number in range(12):
        gwen.get(f"{EVENT}?code=other")
    assert "Press seat" in body(gwen.get(f"{EVENT}?code=press")), "a code that exists is no guess"
    for number in range(10):
        gwen.get(f"{EVENT}?code=guess{number}")

    assert "Press seat" not in body(gwen.get(f"{EVENT}?code=press"))


def test_who_guesses_while_putting_in_the_cart_has_to_wait(
    gwen: Client, shop: Shop, programme: Programme
) -> None:
    hidden = make_tariff(programme.zones[0], name="Press seat", amount=900, by_code=True)
    limits = (LimitFacts(("product", hidden.product_id)),)
    make_code(make_offer(shop, settings={"percent": "0"}, needs_code=True, limits=limits), "PRESS")
    wish = {f"quantity-{hidden.product_id}": "1"}
    for number in range(10):
        assert put(gwen, programme, code=f"guess{number}", **wish).status_code == 422

    assert put(gwen, programme, code="press", **wish).status_code == 422
    assert not Order.objects.exists()


def test_a_link_brings_a_code_along(gwen: Client, programme: Programme, summer: None) -> None:
    page = body(gwen.get(f"{EVENT}?code=summer26"))
    assert "will be tried in your cart" in page
    assert gwen.cookies["code-theatre"]["httponly"]

    put(gwen, programme, 2)

    assert cart_of(gwen, programme).total == 7200


def test_a_link_with_a_code_that_does_nothing_says_why(
    gwen: Client, programme: Programme, summer: None
) -> None:
    gwen.get(f"{EVENT}?code=summer26")

    page = body(put(gwen, programme, 5))

    assert "serves at most 4 tickets" in page
    assert cart_of(gwen, programme).total == 20_000


def test_a_hidden_tariff_shows_to_who_brings_the_code(
    gwen: Client, shop: Shop, programme: Programme
) -> None:
    hidden = make_tariff(programme.zones[0], name="Press seat", amount=900, by_code=True)
    offer = make_offer(
        shop,
        settings={"percent": "0"},
        needs_code=True,
        limits=(LimitFacts(("product", hidden.product_id)),),
    )
    make_code(offer, "PRESS")

    assert "Press seat" not in body(gwen.get(EVENT))
    assert "Press seat" not in body(gwen.get(f"{EVENT}?code=wrong"))
    page = body(gwen.get(f"{EVENT}?code=press"))
    assert "Press seat" in page
    assert 'name="code" value="press"' in page
    assert "&amp;code=press" in page
    wish = {f"quantity-{hidden.product_id}": "1"}
    other = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert "Press seat" not in body(other.get(EVENT)), "the kept page is for everybody"
    refused = put(other, programme, **wish)
    assert refused.status_code == 422
    assert "sold only with a code" in body(refused)
    assert put(gwen, programme, code="press", **wish).status_code == 302
    assert cart_of(gwen, programme).total == 900


def test_a_link_to_the_shop_opens_what_is_hidden_on_every_event(
    gwen: Client, shop: Shop, programme: Programme
) -> None:
    hidden = make_tariff(programme.zones[0], name="Press seat", amount=900, by_code=True)
    limits = (LimitFacts(("product", hidden.product_id)),)
    make_code(make_offer(shop, settings={"percent": "0"}, needs_code=True, limits=limits), "PRESS")
    other = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert "Press seat" not in body(other.get(EVENT))

    gwen.get("/en/theatre/?code=press")

    page = body(gwen.get(EVENT))
    assert "Press seat" in page
    assert "opens tariffs that others do not see" in page
    assert "Press seat" not in body(other.get(EVENT)), "the kept page is for everybody"
    assert put(gwen, programme, **{f"quantity-{hidden.product_id}": "1"}).status_code == 302
    assert cart_of(gwen, programme).total == 900
    tell(gwen, programme)
    order(gwen, programme, "on_site", 900)
    assert "Press seat" not in body(gwen.get(EVENT)), "the order used it"


def test_a_code_that_opens_nothing_here_is_not_told_on_every_page(
    gwen: Client, programme: Programme, summer: None
) -> None:
    gwen.get("/en/theatre/?code=summer26")

    assert "summer26" not in body(gwen.get(EVENT))
    put(gwen, programme, 2)
    assert cart_of(gwen, programme).total == 7200


def test_a_shop_without_offers_asks_nothing_more(
    gwen: Client, shop: Shop, programme: Programme
) -> None:
    put(gwen, programme, 1)
    assert "I have a code" not in body(gwen.get(CART))
    with CaptureQueriesContext(connection) as found:
        put(gwen, programme, 1)
    said = [each["sql"] for each in found if "SAVEPOINT" not in each["sql"]]
    assert not [sql for sql in said if "tessera_offer" in sql or "tessera_appliedoffer" in sql]


@pytest.mark.parametrize("offers", [1, 30])
def test_offers_ask_a_fixed_number_of_questions(
    gwen: Client, shop: Shop, programme: Programme, offers: int
) -> None:
    for _number in range(offers):
        make_offer(shop, max_tickets=100, is_combinable=True)
    put(gwen, programme, 1)
    with CaptureQueriesContext(connection) as found:
        post(gwen, USE, {"code": "NONE"})
    refused = len([each for each in found if "SAVEPOINT" not in each["sql"]])
    with CaptureQueriesContext(connection) as found:
        put(gwen, programme, 1)
    said = [each["sql"] for each in found if "SAVEPOINT" not in each["sql"]]
    # Shop, cart, tariffs, places, lines, claim; what it profits from, what is counted, exchange,
    # claims; discounts, cart, lines; uses.
    assert len(said) == 14, said
    assert refused <= 12
    assert Order.objects.count() == 1
