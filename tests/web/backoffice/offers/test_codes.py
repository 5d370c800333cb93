"""Codes at Alice's desk."""

from io import BytesIO

import zxingcpp
from django.test import Client
from PIL import Image

from tessera.domain.activity.models import Activity
from tessera.domain.offers.models import Code, CodeBatch
from tessera.domain.orders.models import Order
from tessera.domain.reporting.models import Export
from tessera.domain.shops.models import Shop
from tessera.flows.discounting import make_codes
from tessera.flows.exporting import make_export
from tessera.flows.shopping import use_code
from tessera.lib import clock
from tests.factories import Programme, make_code, make_offer
from tests.flows.test_discounting import cart_of, ordered
from tests.web.house import body

BASE = "/manage/theatre/offers"


def used(programme: Programme, text: str) -> Order:
    """An order for which the code was used."""
    cart = cart_of(programme)
    use_code(cart.secret, text=text, at=clock.now())
    return ordered(cart)


def test_a_code_of_ones_own(desk: Client, shop: Shop) -> None:
    offer = make_offer(shop, needs_code=True)
    page = f"{BASE}/{offer.pk}/codes/"
    assert "No code yet" in desk.get(page).content.decode()
    sent = {"text": "fidélité 10", "max_uses": "5"}
    answer = desk.post(f"{page}new/", sent, follow=True)
    assert "FIDELITE10" in answer.content.decode()
    assert "0 of 5" in answer.content.decode()
    again = desk.post(f"{page}new/", sent)
    assert again.status_code == 422
    assert "FIDELITE10" in again.content.decode()
    assert 'value="fidélité 10"' in again.content.decode()


def test_many_codes_with_their_progress(desk: Client, shop: Shop) -> None:
    offer = make_offer(shop, needs_code=True)
    page = f"{BASE}/{offer.pk}/codes/"
    sent = {"count": "1500", "max_uses": "1", "beginning": "noel", "label": "Flyers"}
    text = desk.post(f"{page}batches/new/", sent, follow=True).content.decode()
    assert "0 of 1500 codes" in text
    make_codes(batch_id=CodeBatch.objects.get().pk)
    told = desk.get(f"{page}batches/", headers={"HX-Request": "true"}).content.decode()
    assert "1500 codes are ready" in told
    shown = desk.get(page).context
    assert shown["counted"] == 1500
    assert len(shown["rows"]) == 50
    second = desk.get(f"{page}{shown['next_url']}").context["rows"]
    assert {code.pk for code, _n in second}.isdisjoint({code.pk for code, _n in shown["rows"]})
    assert desk.post(f"{page}batches/new/", {**sent, "count": "200000"}).status_code == 422


def test_codes_are_found_switched_and_taken_home(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    offer = make_offer(shop, needs_code=True)
    first, second = make_code(offer, "AAA1"), make_code(offer, "BBB2", max_uses=2)
    order = used(programme, "bbb2")
    page = f"{BASE}/{offer.pk}/codes/"
    assert [code for code, _n in desk.get(f"{page}?q=a").context["rows"]] == [first]
    assert desk.get(f"{page}?state=used").context["rows"] == [(second, 1)]
    desk.post(f"{page}switch/", {"pick": [str(first.pk)], "which": "ticked", "to": "off"})
    assert [code for code, _n in desk.get(f"{page}?state=off").context["rows"]] == [first]
    desk.post(f"{page}switch/", {"which": "all", "query": "state=on", "to": "off"})
    assert not Code.objects.filter(is_active=True).exists()

    file = body(desk.post(f"{page}export/", {"query": ""}))
    assert "AAA1,no,0" in file
    assert "BBB2,no,1,2" in file
    uses = body(desk.post(f"{BASE}/{offer.pk}/uses/export/"))
    assert f"BBB2,{order.number}" in uses
    assert "8.00,CHF" in uses
    assert Activity.objects.filter(verb="data.exported").count() == 2


def test_a_long_file_is_made_in_the_background(desk: Client, shop: Shop) -> None:
    offer = make_offer(shop, needs_code=True)
    Code.objects.bulk_create(
        Code(shop=shop, offer=offer, text=f"CODE{n}", created_at=clock.now()) for n in range(5001)
    )
    answer = desk.post(f"{BASE}/{offer.pk}/codes/export/", {"query": ""})
    assert answer["Location"] == "/manage/theatre/exports/"
    export = Export.objects.get()
    make_export(export_id=export.pk)
    export.refresh_from_db()
    assert export.status == "done"
    assert export.rows_done == 5001
    assert "Codes" in desk.get("/manage/theatre/exports/").content.decode()


def test_one_code_tells_who_used_it(desk: Client, shop: Shop, programme: Programme) -> None:
    offer = make_offer(shop, needs_code=True)
    code = make_code(offer, "SUMMER", max_uses=3)
    order = used(programme, "summer")
    page = f"{BASE}/{offer.pk}/codes/{code.pk}/"
    text = desk.get(page).content.decode()
    for words in ("Used 1 of 3 times", str(order.number), "?code=SUMMER"):
        assert words in text, words
    assert desk.post(page, {"max_uses": "9"}).status_code == 302
    assert Code.objects.get().max_uses == 9
    desk.post(f"{page}switch/", {"to": "off"})
    assert not Code.objects.get().is_active
    desk.post(f"{page}removal/")
    assert Code.objects.exists()
    free = make_code(offer, "UNUSED")
    desk.post(f"{BASE}/{offer.pk}/codes/{free.pk}/removal/")
    assert not Code.objects.filter(pk=free.pk).exists()


def test_its_picture_leads_to_the_shop(desk: Client, shop: Shop) -> None:
    offer = make_offer(shop, needs_code=True)
    code = make_code(offer, "SUMMER")
    page = f"{BASE}/{offer.pk}/codes/{code.pk}/picture"
    svg = desk.get(f"{page}.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.startswith(b"<svg")
    png = desk.get(f"{page}.png")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(png.content)))
    assert found.text.endswith("/theatre/?code=SUMMER")
