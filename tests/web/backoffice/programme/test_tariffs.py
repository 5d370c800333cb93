"""Tariffs at Alice's desk."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.catalogue.models import Price, PriceStep, Product, Tariff
from tessera.domain.catalogue.queries.tariffs import facts_of
from tessera.domain.shops.models import Shop
from tests.factories import Programme, make_cart, make_event, make_level, make_tariff

BASE = "/manage/theatre/events/hamlet"
CHILD = {
    "name_en": "Child",
    "name_fr": "Enfant",
    "kind": "standard",
    "price_CHF": "15.50",
    "price_EUR": "14",
    "min_per_order": "0",
    "max_per_order": "6",
    "is_published": "yes",
    "icon": "child",
    "serves": "all",
    "shown_online": "on",
    "shown_counter": "on",
    "online_until": "2027-03-01T18:00",
}


def shown(desk: Client, tariff: Tariff) -> dict[str, Any]:
    """What a browser would send back of the tariff's form, unchanged."""
    form = desk.get(f"{BASE}/tariffs/{tariff.product_id}/").context["form"]
    sent: dict[str, Any] = {"seen": form.fields["seen"].initial}
    for field in form:
        value = field.value()
        if field.name in ("name", "description"):
            sent |= {f"{field.name}_{code}": text for code, text in (value or {}).items()}
        elif value is not False and value not in (None, "", []):
            sent[field.name] = "on" if value is True else value
    return sent


def test_one_is_made_in_each_zone_ticked(desk: Client, programme: Programme) -> None:
    page = desk.get(f"{BASE}/tariffs/new/?zone={programme.zones[1].id}")
    assert page.status_code == 200
    sent = {**CHILD, "zones": [zone.id for zone in programme.zones], "quota": "10"}
    answer = desk.post(f"{BASE}/tariffs/new/", sent, follow=True)
    assert b"2 tariffs are made." in answer.content
    made = Tariff.objects.filter(product__name__en="Child").order_by("zone_id")
    assert {tariff.zone_id for tariff in made} == {zone.id for zone in programme.zones}
    facts = facts_of(made[0])
    assert facts.prices == {"CHF": 1550, "EUR": 1400}
    assert facts.shown_to == ["online", "counter"]
    closes = facts.windows["online"].closes
    assert closes
    assert closes.isoformat() == "2027-03-01T17:00:00+00:00"
    assert facts.icon == "child"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_en": "", "name_fr": ""}, "This field is required"),
        ({"price_CHF": "", "price_EUR": ""}, "at least one currency"),
        ({"price_CHF": "a lot"}, "Write an amount"),
        ({"kind": "group"}, "how many tickets a group is"),
        ({"kind": "free_price", "price_CHF": "0"}, "more than 0"),
        ({"min_per_order": "9"}, "cannot be less than the least"),
        ({"serves": "some"}, "Tick at least one date"),
        ({"step_0_CHF": "20"}, "Say from when"),
        ({"step_0_after_sold": "20"}, "Give the new price"),
        ({"step_0_after_sold": "20", "step_0_CHF": "3"}, "in every currency"),
        (
            {"step_0_after_sold": "2", "step_0_starts_at": "2027-01-01T10:00", "step_0_CHF": "3"},
            "one beginning",
        ),
        ({"online_from": "2027-04-01T18:00"}, "must end after it begins"),
        ({"zones": []}, "This field is required"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_kept(
    desk: Client, programme: Programme, wrong: dict[str, Any], said: str
) -> None:
    sent = {**CHILD, "zones": [programme.zone.id], **wrong}
    answer = desk.post(f"{BASE}/tariffs/new/", sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "Please correct this" in text
    assert 'value="6"' in text
    assert Product.objects.count() == 4


def test_a_form_sent_back_unchanged_changes_nothing(desk: Client, programme: Programme) -> None:
    sent = {
        **CHILD,
        "zones": [programme.zone.id],
        "step_0_starts_at": "2027-01-01T10:00",
        "step_0_CHF": "20",
        "step_0_EUR": "19",
        "step_1_after_sold": "200",
        "step_1_CHF": "25",
        "step_1_EUR": "24",
        "serves": "some",
        "dates": [programme.date.id],
        "vat_rate": "2.6",
    }
    desk.post(f"{BASE}/tariffs/new/", sent)
    tariff = Tariff.objects.get(product__name__en="Child")
    before = facts_of(tariff)
    assert len(before.steps) == 2
    again = desk.post(f"{BASE}/tariffs/{tariff.product_id}/", shown(desk, tariff))
    assert again.status_code == 302, again.context["form"].errors
    assert facts_of(Tariff.objects.get(pk=tariff.pk)) == before


def test_prices_are_said_in_words_before_saving(desk: Client, programme: Programme) -> None:
    sent = {
        **CHILD,
        "zones": [programme.zone.id],
        "step_0_after_sold": "200",
        "step_0_CHF": "25",
        "step_0_EUR": "24",
        "preview": "1",
    }
    answer = desk.post(f"{BASE}/tariffs/new/", sent)
    assert answer.status_code == 200
    assert "once 200 are sold: CHF" in answer.content.decode().replace("\xa0", " ")
    assert Product.objects.count() == 4
    unclear = desk.post(f"{BASE}/tariffs/new/", {**sent, "step_0_CHF": "x"})
    assert b"cannot be read yet" in unclear.content


def test_there_is_room_for_as_many_steps_as_one_wants(desk: Client, programme: Programme) -> None:
    steps: dict[str, str] = {}
    for row in range(8):
        number = {f"step_{row}_after_sold": str(10 * (row + 1))}
        steps |= number | {f"step_{row}_CHF": str(20 + row), f"step_{row}_EUR": str(19 + row)}
    sent = {**CHILD, "zones": [programme.zone.id], **steps}
    roomier = desk.post(f"{BASE}/tariffs/new/", {**sent, "more_steps": "1"})
    assert roomier.status_code == 200
    assert b'name="step_9_after_sold"' in roomier.content
    assert b"Please correct this" not in roomier.content
    desk.post(f"{BASE}/tariffs/new/", sent)
    tariff = Tariff.objects.get(product__name__en="Child")
    assert len(facts_of(tariff).steps) == 8
    desk.post(f"{BASE}/tariffs/{tariff.product_id}/", shown(desk, tariff))
    assert len(facts_of(Tariff.objects.get(pk=tariff.pk)).steps) == 8


def test_a_quota_below_what_is_taken_is_told_with_the_figure(
    desk: Client, programme: Programme
) -> None:
    make_cart(programme, quantity=7)
    tariff = programme.tariff
    sent = shown(desk, tariff) | {"quota": "3"}
    answer = desk.post(f"{BASE}/tariffs/{tariff.product_id}/", sent)
    assert answer.status_code == 422
    assert b"7 tickets of this tariff are sold or held" in answer.content
    again = desk.post(f"{BASE}/tariffs/{tariff.product_id}/", sent | {"quota": "7"})
    assert again.status_code == 302
    assert b"7 of 7" in desk.get(f"{BASE}/tariffs/").content


def test_who_saves_second_is_told(desk: Client, programme: Programme) -> None:
    sent = shown(desk, programme.tariff) | {"price_CHF": "50"}
    Price.objects.filter(product=programme.tariff.product, currency="CHF").update(amount=4500)
    path = f"{BASE}/tariffs/{programme.tariff.product_id}/"
    answer = desk.post(path, sent)
    assert answer.status_code == 422
    assert b"Somebody else changed this" in answer.content
    again = sent | {"seen": answer.context["form"].data["seen"]}
    assert desk.post(path, again).status_code == 302
    assert Price.objects.filter(amount=5000).count() == 1


def test_tariffs_move_and_are_copied(desk: Client, shop: Shop, programme: Programme) -> None:
    other = make_event(shop, slug="concert", zones={"Hall": 10})
    second = programme.tariffs[1]
    desk.post(f"{BASE}/tariffs/{second.product_id}/place/", {"to": "0"})
    found = Tariff.objects.filter(zone=programme.zone).order_by("product__position")
    assert found[0].pk == second.pk

    path = f"{BASE}/tariffs/{second.product_id}/copies/"
    assert b"Hall" in desk.get(path).content
    assert desk.post(path).status_code == 422
    desk.post(path, {"zones": [other.zone.id]})
    assert Tariff.objects.filter(zone=other.zone).count() == 2


def test_a_tariff_is_removed_unless_it_was_bought(desk: Client, programme: Programme) -> None:
    make_cart(programme)
    sold, other = programme.tariffs[:2]
    path = f"{BASE}/tariffs/{sold.product_id}/removal/"
    assert b"Make it a draft" in desk.get(path).content
    assert desk.post(path).status_code == 422
    answer = desk.post(f"{BASE}/tariffs/{other.product_id}/removal/", follow=True)
    assert b"The tariff is removed." in answer.content


def test_an_event_without_zones_teaches(desk: Client, shop: Shop) -> None:
    event = make_event(shop, slug="bare").event
    event.tariffs.all().delete()
    event.zones.all().delete()
    path = f"/manage/theatre/events/{event.slug}/tariffs"
    assert b"No zone yet" in desk.get(f"{path}/").content
    answer = desk.get(f"{path}/new/", follow=True)
    assert b"make a zone first" in answer.content


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_many(desk: Client, programme: Programme, many: int) -> None:
    for number in range(many):
        tariff = make_tariff(programme.zones[number % 2], name=f"More {number}")
        PriceStep.objects.create(product=tariff.product, after_sold=9, prices={"CHF": 1})
    desk.get(f"{BASE}/tariffs/")
    with CaptureQueriesContext(connection) as found:
        answer = desk.get(f"{BASE}/tariffs/")
    assert answer.status_code == 200
    assert len(found) <= 15
    assert len(found) == 12, [each["sql"][:120] for each in found.captured_queries]


def test_a_tariff_is_kept_for_members_and_so_many_times(desk: Client, programme: Programme) -> None:
    shop, product = programme.shop, programme.tariff.product
    level = make_level(shop.organisation)
    assert "level_ids" not in shown(desk, programme.tariff)
    shop.takes_members = True
    shop.save()
    sent = {**shown(desk, programme.tariff), "level_ids": [level.pk], "uses_per_member": "2"}
    assert desk.post(f"{BASE}/tariffs/{product.pk}/", sent).status_code == 302
    product.refresh_from_db()
    assert (product.level_ids, product.uses_per_member) == ([level.pk], 2)
    assert "for members" in desk.get(f"{BASE}/tariffs/").content.decode()
    back = {name: value for name, value in sent.items() if name != "level_ids"}
    back["seen"] = shown(desk, programme.tariff)["seen"]
    assert desk.post(f"{BASE}/tariffs/{product.pk}/", back).status_code == 302
    product.refresh_from_db()
    assert (product.level_ids, product.uses_per_member) == (None, None)
