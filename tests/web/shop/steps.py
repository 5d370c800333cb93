"""The steps of a purchase, as a guest's browser sends them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tessera.domain.orders.models import Order
from tests.factories import Programme

DETAILS = {
    "email": "gwen@test.example",
    "first_name": "Gwen",
    "last_name": "Guest",
    "street": "Rue du Lac 1",
    "postcode": "1003",
    "city": "Lausanne",
    "country": "CH",
}


def put(gwen: Client, made: Programme, *quantities: int, **more: Any) -> HttpResponse:
    """So many of the event's first tariffs, on its first date, into the cart."""
    told = {
        f"quantity-{tariff.product_id}": str(quantity)
        for tariff, quantity in zip(made.tariffs, quantities, strict=False)
    }
    said = {"date": str(made.date.id), "event": made.event.slug} | told | more
    return post(gwen, f"/en/{made.shop.slug}/cart/items/", said)


def tell(gwen: Client, made: Programme, **more: str) -> HttpResponse:
    """Who buys."""
    return post(gwen, f"/en/{made.shop.slug}/checkout/", DETAILS | more)


def order(gwen: Client, made: Programme, way: str, total: int, **more: str) -> HttpResponse:
    """Order, having seen this total beside this way to pay."""
    said = {"method": way, f"total-{way}": str(total), "terms": "on"} | more
    return post(gwen, f"/en/{made.shop.slug}/checkout/order/", said)


def cart_of(gwen: Client, made: Programme) -> Order:
    """The cart behind the guest's cookie."""
    return Order.objects.get(secret=gwen.cookies[f"cart-{made.shop.slug}"].value)


def body(answer: Any) -> str:
    """The page as text, with plain spaces."""
    text: str = answer.content.decode()
    return text.replace("\xa0", " ").replace("\u202f", " ")


def post(gwen: Client, path: str, said: dict[str, str]) -> HttpResponse:
    """A form sent."""
    answer: HttpResponse = gwen.post(path, said)  # type: ignore[assignment]  # of the test client
    return answer
