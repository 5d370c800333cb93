"""Offers at Alice's desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.catalogue.models import Event, Plan
from tessera.domain.customers.actions import remember
from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import terms_of
from tessera.domain.offers.terms import LimitFacts
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.flows.shopping import use_code
from tessera.lib import clock
from tests.factories import Programme, make_code, make_offer, make_plan, make_tariff
from tests.factories.orders import BEA
from tests.flows.test_discounting import cart_of, ordered

BASE = "/manage/theatre/offers"
TEN: dict[str, Any] = {
    "name_en": "Fidelity",
    "name_fr": "Fidélité",
    "effect": "percentage",
    "effect_shown": "percentage",
    "own-percent": "10",
    "by_code": "yes",
    "status": "published",
    "audience": "everybody",
    "channels": ["online", "reseller", "counter"],
}


def shown(desk: Client, offer: Offer) -> dict[str, Any]:
    """What a browser would send back of the form of an offer, unchanged."""
    answer = desk.get(f"{BASE}/{offer.pk}/settings/")
    form, own = answer.context["form"], answer.context["own"]
    told: dict[str, Any] = {"effect_shown": answer.context["effect_code"]}
    for field in form:
        value = field.value()
        if field.name == "name":
            told |= {f"name_{code}": text for code, text in (value or {}).items()}
        elif field.name == "limits":
            told["limits"] = [row.code for row in form.limit_rows()]
            for row in form.limit_rows():
                told[f"limits_total_{row.code}"] = row.total
                told[f"limits_order_{row.code}"] = row.per_order
        elif value not in (None, "", [], False):
            told[field.name] = "on" if value is True else value
    for field in own:
        told[field.html_name] = "" if field.value() is None else field.value()
    return told


def test_the_list_says_what_each_offer_does(desk: Client, shop: Shop, programme: Programme) -> None:
    make_code(make_offer(shop, name={"en": "Fidelity"}, needs_code=True, max_tickets=50))
    make_offer(shop, "several", {"every": 4, "reduced": 1, "percent": "100"}, name={"en": "Gang"})
    make_offer(shop, name={"en": "Bird"}, ends_at=clock.now() - timedelta(days=1))
    ordered(cart_of(programme, 4))

    said = desk.get(f"{BASE}/").content.decode()

    for words in ("Fidelity", "−10\u00a0%", "1 code", "0 of 50 tickets", "Gang", "4 for 3"):
        assert words in said, words
    assert "Ended" in said
    assert desk.get(f"{BASE}/?q=bird").context["rows"][0].offer.name == {"en": "Bird"}
    assert len(desk.get(f"{BASE}/?kind=auto").context["rows"]) == 2
    assert len(desk.get(f"{BASE}/?state=ended").context["rows"]) == 1


def test_an_empty_list_teaches(desk: Client, shop: Shop) -> None:
    said = desk.get(f"{BASE}/").content.decode()
    assert "No offer yet" in said
    assert f"{BASE}/new/" in said
    assert "No offer fits" in desk.get(f"{BASE}/?q=x").content.decode()


def test_the_list_asks_no_more_for_more_offers(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    limits: Any = ()
    make_offer(shop, limits=limits)
    desk.get(f"{BASE}/")
    with CaptureQueriesContext(connection) as one:
        desk.get(f"{BASE}/")
    make_code(make_offer(shop, needs_code=True))
    make_offer(shop, max_tickets=4)
    with CaptureQueriesContext(connection) as three:
        desk.get(f"{BASE}/")
    assert len(three) == len(one)


def test_an_offer_is_made_and_its_codes_come_next(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    zone = f"zone-{programme.zone.id}"
    sent = {
        **TEN,
        "limits": [zone],
        f"limits_total_{zone}": "20",
        f"limits_order_{zone}": "4",
        "max_tickets": "100",
        "starts_at": "2027-01-01T10:00",
        "is_combinable": "on",
    }
    answer = desk.post(f"{BASE}/new/", sent)
    offer = Offer.objects.get()
    assert answer["Location"] == f"{BASE}/{offer.pk}/codes/"
    facts = terms_of(offer)
    assert facts.name == {"en": "Fidelity", "fr": "Fidélité"}
    assert (facts.effect, facts.settings) == ("percentage", {"percent": "10"})
    assert facts.needs_code and facts.is_published and facts.is_combinable
    (limit,) = facts.limits
    assert (limit.thing, limit.max_tickets, limit.max_per_order) == (
        ("zone", programme.zone.id),
        20,
        4,
    )
    assert facts.channels is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_en": "", "name_fr": ""}, "This field is required"),
        ({"own-percent": "400"}, "less than or equal to 100"),
        ({"own-percent": ""}, "This field is required"),
        ({"effect": "on_cart"}, "Now say how much"),
        ({"starts_at": "2027-02-01T10:00", "ends_at": "2027-01-01T10:00"}, "end after it begins"),
        ({"min_per_order": "5", "max_per_order": "2"}, "less than the least"),
        ({"channels": []}, "at least one place"),
        ({"audience": "chosen"}, "at least one customer"),
        ({"limits": ["zone-999999"]}, "Choose among the events"),
        ({"max_tickets": "many"}, "whole number"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_kept(
    desk: Client, programme: Programme, wrong: dict[str, Any], said: str
) -> None:
    answer = desk.post(f"{BASE}/new/", {**TEN, "team_note": "for Max", **wrong})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "Please correct this" in text
    assert "for Max" in text
    assert not Offer.objects.exists()


def test_another_effect_brings_its_own_settings(desk: Client, programme: Programme) -> None:
    sent = {**TEN, "effect": "several", "preview": "1"}
    answer = desk.post(f"{BASE}/new/", sent)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'name="own-every"' in text
    assert 'name="own-percent"' in text
    assert "Please correct this" not in text
    assert 'value="Fidelity"' in text


def test_things_are_added_and_taken_off(desk: Client, programme: Programme) -> None:
    event, tariff = f"event-{programme.event.id}", f"product-{programme.tariff.product_id}"
    answer = desk.post(f"{BASE}/new/", {**TEN, "limits": [event], "limits_add": tariff, "add": "1"})
    assert [row.code for row in answer.context["form"].limit_rows()] == [event, tariff]
    sent = {**TEN, "limits": [event, tariff], "limits_drop": event}
    answer = desk.post(f"{BASE}/new/", sent)
    assert [row.code for row in answer.context["form"].limit_rows()] == [tariff]
    assert not Offer.objects.exists()


def test_an_offer_is_limited_to_a_membership(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    plan = make_plan(shop, name="Gold for a year")
    thing = f"product-{plan.pk}"
    form = desk.get(f"{BASE}/new/").content.decode()
    assert '<optgroup label="Memberships">' in form
    sent = {**TEN, "limits": [thing], f"limits_total_{thing}": "20", f"limits_order_{thing}": "1"}

    assert desk.post(f"{BASE}/new/", sent).status_code == 302

    offer = Offer.objects.get()
    (limit,) = terms_of(offer).limits
    assert limit == LimitFacts(("product", plan.pk), 20, 1)
    said = desk.get(f"{BASE}/{offer.pk}/").content.decode()
    assert "Memberships · Gold for a year" in said
    assert "0 of 20 tickets · at most 1 an order" in said
    assert desk.post(f"{BASE}/{offer.pk}/settings/", shown(desk, offer)).status_code == 302
    assert terms_of(Offer.objects.get()).limits == (limit,)


def test_what_an_offer_is_for_stays_when_its_event_is_archived_or_its_plan_has_a_new_price(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    old, new = make_plan(shop, name="Old price"), make_plan(shop, name="New price")
    Plan.objects.filter(pk=old.pk).update(successor=new)
    for thing in (
        ("event", programme.event.id),
        ("zone", programme.zone.id),
        ("product", programme.tariff.product_id),
        ("product", old.pk),
    ):
        offer = make_offer(shop, limits=(LimitFacts(thing),))
        Event.objects.update(archived_at=clock.now())
        assert desk.post(f"{BASE}/{offer.pk}/settings/", shown(desk, offer)).status_code == 302
        offer = Offer.objects.get(pk=offer.pk)
        assert [each.thing for each in terms_of(offer).limits] == [thing]
    assert "(archived)" not in desk.get(f"{BASE}/new/").content.decode()


def test_customers_are_found_and_chosen(desk: Client, shop: Shop, programme: Programme) -> None:
    bea = remember(shop.id, buyer=BEA, at=clock.now())
    found = desk.get(f"{BASE}/customers/?words=buyer").content.decode()
    assert f'value="{bea.pk}"' in found
    again = desk.get(f"{BASE}/customers/?words=buyer&customer_ids={bea.pk}").content.decode()
    assert "Nobody else" in again
    desk.post(f"{BASE}/new/", {**TEN, "audience": "chosen", "customer_ids": [str(bea.pk)]})
    assert Offer.objects.get().customer_ids == [bea.pk]


def test_a_form_sent_back_unchanged_changes_nothing(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    offer = make_offer(
        shop,
        "per_ticket",
        {"amounts": {"CHF": 500, "EUR": 450}},
        limits=(LimitFacts(("event", programme.event.id), 5, 2),),
        needs_code=True,
        channels=("online",),
        max_tickets=9,
    )
    before = terms_of(offer)
    answer = desk.post(f"{BASE}/{offer.pk}/settings/", shown(desk, offer))
    assert answer.status_code == 302, answer.context["form"].errors
    offer = Offer.objects.get()
    assert terms_of(offer) == before


def test_who_saves_second_is_told(desk: Client, shop: Shop) -> None:
    offer = make_offer(shop, needs_code=True)
    mine, theirs = shown(desk, offer), shown(desk, offer)
    desk.post(f"{BASE}/{offer.pk}/settings/", {**theirs, "max_tickets": "7", "own-percent": "20"})
    answer = desk.post(f"{BASE}/{offer.pk}/settings/", {**mine, "max_tickets": "9"})
    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.content.decode()
    again = shown_again(answer)
    assert desk.post(f"{BASE}/{offer.pk}/settings/", {**mine, **again}).status_code == 302
    offer.refresh_from_db()
    assert offer.max_tickets == 9
    assert offer.settings == {"percent": "20"}


def shown_again(answer: Any) -> dict[str, Any]:
    """What the page of a clash would send: what was typed, with what stands there now seen."""
    form, own = answer.context["form"], answer.context["own"]
    return {
        "seen": form["seen"].value(),
        "own-seen": own["seen"].value(),
        "own-percent": own["percent"].value(),
        "max_tickets": "9",
    }


def test_a_used_offer_says_why_it_does_the_same_for_ever(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    offer = make_offer(shop)
    ordered(cart_of(programme))
    sent = shown(desk, offer)
    text = desk.get(f"{BASE}/{offer.pk}/settings/").content.decode()
    assert "that stays as it is" in text
    assert 'name="own-percent"' not in text
    changed = {**sent, "own-percent": "50", "effect": "on_cart", "max_per_order": "3"}
    assert desk.post(f"{BASE}/{offer.pk}/settings/", changed).status_code == 302
    offer.refresh_from_db()
    assert offer.settings == {"percent": "10"}
    assert offer.max_per_order == 3


def test_the_page_of_an_offer_tells_its_figures(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    hidden = make_tariff(programme.zone, name="Press", by_code=True)
    offer = make_offer(
        shop,
        limits=(LimitFacts(("zone", programme.zone.id), max_tickets=30),),
        needs_code=True,
    )
    make_code(offer, "PRESS")
    cart = cart_of(programme, 2)
    use_code(cart.secret, text="press", at=clock.now())
    order = ordered(cart)
    text = desk.get(f"{BASE}/{offer.pk}/").content.decode()
    for words in (
        order.number,
        "CHF\u00a08.00",
        "2 of 30 tickets",
        "PRESS",
        "Opens hidden tariffs",
    ):
        assert str(words) in text, words
    assert hidden.product.name["en"] in text
    page = desk.get(f"/manage/theatre/events/hamlet/tariffs/{hidden.product_id}/")
    assert offer.name["en"] in page.content.decode()


def test_it_is_switched_copied_moved_and_removed(desk: Client, shop: Shop) -> None:
    offer, other = make_offer(shop), make_offer(shop)
    desk.post(f"{BASE}/{offer.pk}/publication/", {"to": "draft"})
    offer.refresh_from_db()
    assert offer.status == "draft"
    desk.post(f"{BASE}/{offer.pk}/place/", {"to": "1"})
    assert list(Offer.objects.order_by("position")) == [other, offer]
    answer = desk.post(f"{BASE}/{offer.pk}/copies/")
    copy = Offer.objects.latest("id")
    assert answer["Location"] == f"{BASE}/{copy.pk}/settings/"
    assert desk.get(f"{BASE}/{copy.pk}/removal/").status_code == 200
    desk.post(f"{BASE}/{copy.pk}/removal/")
    assert not Offer.objects.filter(pk=copy.pk).exists()


def test_a_used_one_is_switched_off_instead(desk: Client, shop: Shop, programme: Programme) -> None:
    offer = make_offer(shop)
    ordered(cart_of(programme))
    assert "cannot be removed" in desk.get(f"{BASE}/{offer.pk}/removal/").content.decode()
    answer = desk.post(f"{BASE}/{offer.pk}/removal/")
    assert answer.status_code == 422
    assert Offer.objects.filter(pk=offer.pk).exists()


def test_who_may_not_edit_the_programme_sees_nothing(
    client: Client, carl: TeamMember, shop: Shop
) -> None:
    offer = make_offer(shop)
    client.force_login(carl.person)
    for path in ("/", "/new/", "/trial/", f"/{offer.pk}/", f"/{offer.pk}/codes/"):
        assert client.get(f"{BASE}{path}").status_code == 403, path
    assert b"/offers/" not in client.get("/manage/theatre/orders/").content
