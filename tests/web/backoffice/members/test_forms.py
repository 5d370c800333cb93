"""What organisers send: members, plans, codes, settings, answers, lists."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tessera.domain.catalogue.models import Level, Plan
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.offers.models import Code
from tessera.domain.shops.models import Shop

LIST = "/manage/theatre/members/"
ADA = {"first_name": "Ada", "last_name": "Lovelace", "language": "fr", "country": "CH"}


def test_a_member_is_added_and_corrected(desk: Client, plan: Plan) -> None:
    grant = {"grant-level": plan.level_id, "grant-plan": plan.pk, "grant-starts_on": "2026-03-01"}
    answer = desk.post(f"{LIST}new/", {**ADA, **grant, "wants_grant": "yes", "note": "Hello"})
    member = Member.objects.get()
    assert answer["Location"] == f"{LIST}{member.pk}/"
    assert (member.note, member.memberships.count()) == ("Hello", 1)
    answer = desk.post(f"{LIST}{member.pk}/editing/", {**ADA, "last_name": "Byron"})
    member.refresh_from_db()
    assert (answer.status_code, member.last_name) == (302, "Byron")


def test_what_is_wrong_is_said(desk: Client, ada: Member) -> None:
    answer = desk.post(f"{LIST}new/", {**ADA, "email": ada.email})
    assert answer.status_code == 422
    assert answer.context["taken_by"] == ada.pk


def test_a_plan_is_made_in_two_steps(desk: Client, plan: Plan, shop: Shop) -> None:
    first = {"level": "new", "level_name": "Patron", "unit": "years", "count": 1, "seats": 1}
    answer = desk.post(f"{LIST}plans/new/", {**first, "needs_approval": "yes"})
    level = Level.objects.get(name__en="Patron")
    assert f"level={level.pk}" in answer["Location"]
    second = {"name_0": "A year", "name_1": "A year", "net_price": "46.30", "vat_rate": "8.1"}
    fields = desk.get(answer["Location"]).context["form"]["name"].subwidgets[0].data["subwidgets"]
    second |= {each["name"]: "A year" for each in fields}
    made = desk.post(answer["Location"], second)
    plan = Plan.objects.get(level=level)
    assert made["Location"] == f"{LIST}plans/{plan.pk}/"
    assert (plan.net_price, plan.product.needs_approval) == (4630, True)


def test_a_published_plan_keeps_its_price(desk: Client, plan: Plan) -> None:
    page = desk.get(f"{LIST}plans/{plan.pk}/editing/")
    fields = page.context["form"]["name"].subwidgets[0].data["subwidgets"]
    told = {each["name"]: "Better" for each in fields}
    told |= {"needs_approval": "yes", "net_price": "1.00"}
    answer = desk.post(f"{LIST}plans/{plan.pk}/editing/", told)
    plan.refresh_from_db()
    assert answer.status_code == 302, answer.context["form"].errors
    assert plan.net_price == 5000
    assert plan.product.needs_approval is False or plan.product.name
    desk.post(f"{LIST}plans/{plan.pk}/price/", {"net": "60"})
    plan.refresh_from_db()
    assert plan.successor is not None
    assert plan.successor.net_price == 6000


def test_a_code_is_made(desk: Client, plan: Plan) -> None:
    told = {"name": "Staff", "text": "staff", "mode": "amount", "amount": "5", "max_uses": "3"}
    answer = desk.post(f"{LIST}codes/new/", {**told, "status": "published", "plan": plan.pk})
    code = Code.objects.select_related("offer").get()
    assert answer.status_code == 302
    assert (code.text, code.max_uses, code.offer.purpose) == ("STAFF", 3, "memberships")
    again = desk.post(f"{LIST}codes/new/", {**told, "status": "published"})
    assert again.status_code == 422


def test_both_ways_to_pay_cannot_be_off(desk: Client, shop: Shop) -> None:
    told = {"is_active": "on", "currency": shop.currencies[0], "layout": "cards"}
    assert desk.post(f"{LIST}settings/", told).status_code == 422
    saved = desk.post(f"{LIST}settings/", {**told, "pays_online": "on"}, follow=True)
    assert saved.context["lacks_online"] is True


def test_a_membership_is_ended_and_the_member_stays(desk: Client, held: Membership) -> None:
    url = f"{LIST}{held.member_id}/memberships/{held.pk}/end/"
    desk.post(url, {"reason": "Moved"})
    held.refresh_from_db()
    assert held.ended_reason == "Moved"


def test_a_list_is_looked_at_then_taken_over(desk: Client, plan: Plan) -> None:
    data = b"e-mail,nom,niveau\nada@test.example,Lovelace,Friend\n"
    asked = desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("list.csv", data)})
    form = asked.context["form"]
    told = {name: form[name].value() or "" for name in form.fields}
    looked = desk.post(f"{LIST}import/columns/", told)
    assert [each.what for each, _word in looked.context["verdicts"]] == ["new"]
    assert not Member.objects.exists()
    desk.post(f"{LIST}import/columns/", {**told, "write": "1"})
    assert Membership.objects.get().member.email == "ada@test.example"
