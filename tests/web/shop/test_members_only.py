"""Tariffs for members on the page of an event."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tessera.domain.organisations.models import Organisation
from tests.factories import Programme, make_member, make_membership, make_person, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(programme: Programme) -> str:
    """The event, one of whose tariffs is for members."""
    plan = make_plan(programme.shop)
    product = programme.tariff.product
    product.level_ids = [plan.level_id]
    product.save()
    return reverse("shop:event", args=[programme.shop.slug, programme.event.slug])


def field(programme: Programme) -> str:
    return f'name="quantity-{programme.tariff.product_id}"'


def test_strangers_are_told_and_cannot_take(gwen: Client, programme: Programme, page: str) -> None:
    shown = gwen.get(page).content.decode()
    assert "For members" in shown
    assert "I am a member" in shown
    assert field(programme) not in shown


def test_who_says_so_logs_in_first(gwen: Client, page: str) -> None:
    answer = gwen.get(f"{page}?member=1")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/account/?next=")


def test_it_is_offered_to_members_alone_and_kept_for_nobody(
    gwen: Client, programme: Programme, page: str, theatre: Organisation
) -> None:
    max_, eva = make_person("Max", email="max@test.example"), make_person("Eva")
    since = programme.date.starts_at.date() - timedelta(days=30)
    plan = make_plan(programme.shop, level=None)
    programme.tariff.product.level_ids = [plan.level_id]
    programme.tariff.product.save()
    make_membership(make_member(theatre), plan, starts_on=since)
    gwen.force_login(max_)
    answer = gwen.get(f"{page}?member=1")
    assert field(programme) in answer.content.decode()
    assert "public" not in answer.headers.get("Cache-Control", "")
    gwen.force_login(eva)
    assert field(programme) not in gwen.get(f"{page}?member=1").content.decode()
