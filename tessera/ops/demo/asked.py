"""What the theatre asks of buyers and of those who come to a workshop, and what they answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from tessera.domain.answers import actions as answers
from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.catalogue.models import Tariff
from tessera.domain.forms.making import FormFacts, QuestionFacts
from tessera.domain.forms.models import Form
from tessera.domain.forms.uploads import Accepted
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.flows import asking
from tessera.ops.demo.names import people
from tessera.ops.demo.posters import paint

SEED = 5
WORKSHOP = "atelier-de-masques"
BEGAN = timedelta(days=89)
KEEP_DAYS = 30

HEARD = {
    "friend": ("Par une connaissance", "From somebody I know", 34),
    "poster": ("Par une affiche", "From a poster", 21),
    "paper": ("Par le journal", "From the newspaper", 14),
    "social": ("Sur les réseaux sociaux", "On social media", 19),
    "letter": ("Par la lettre du théâtre", "From the theatre’s letter", 12),
}
DIETS = {
    "everything": ("De tout", "Everything", 60),
    "vegetarian": ("Végétarien", "Vegetarian", 26),
    "vegan": ("Végétalien", "Vegan", 8),
    "other": ("Autre régime ou allergie", "Another diet, or an allergy", 10),
}
ALLERGIES = ("Noix et noisettes", "Gluten", "Lactose", "Crustacés", "Pas de porc", "Arachides")


def ask(shop: Shop, *, by: Actor, at: datetime) -> None:
    """Two forms, made as an organiser makes them, and the answers of those who have bought."""
    moment = at - BEGAN
    order = _order_form(shop, by=by, at=moment)
    workshop = _workshop_form(shop, by=by, at=moment)
    tariffs = Tariff.objects.filter(event__shop=shop, event__slug=WORKSHOP)
    ids = list(tariffs.values_list("product_id", flat=True))
    asking.choose_tariffs(workshop.pk, product_ids=ids, by=by, at=moment)
    _answer(order, workshop, products=ids, by=by, at=at)


def _order_form(shop: Shop, *, by: Actor, at: datetime) -> Form:
    facts = FormFacts(
        name="Questions aux acheteurs",
        title={"fr": "Deux questions", "en": "Two questions"},
        purpose={
            "fr": "Pour mieux nous faire connaître. Vos réponses ne quittent pas le théâtre.",
            "en": "So that we find our public. Your answers do not leave the theatre.",
        },
        record={
            "civility": "optional",
            "phone": "optional",
            "company": "optional",
            "street": "optional",
            "postcode": "optional",
            "city": "optional",
            "country": "optional",
            "newsletter": "optional",
        },
    )
    form = asking.make_form(shop.pk, kind="order", facts=facts, by=by, at=at)
    for question in (
        QuestionFacts(
            kind="one_of",
            label={
                "fr": "Comment avez-vous entendu parler de nous ?",
                "en": "How did you hear of us?",
            },
            options=_options(HEARD),
            code="heard",
        ),
        QuestionFacts(
            kind="consent",
            label={
                "fr": "Le théâtre peut m’écrire une fois après le spectacle pour avoir mon avis.",
                "en": "The theatre may write to me once after the show to hear what I thought.",
            },
            code="may_ask",
        ),
    ):
        asking.add_question(form.pk, facts=question, by=by, at=at)
    return form


def _workshop_form(shop: Shop, *, by: Actor, at: datetime) -> Form:
    facts = FormFacts(
        name="Atelier : qui vient",
        title={"fr": "Qui vient à l’atelier ?", "en": "Who comes to the workshop?"},
        purpose={
            "fr": "Pour le repas et le matériel. Vos réponses sont effacées un mois après "
            "l’atelier.",
            "en": "For the meal and the material. Your answers are erased a month after the "
            "workshop.",
        },
        record={"first_name": "required", "last_name": "required", "phone": "optional"},
        editable_hours=48,
        keep_days=KEEP_DAYS,
    )
    form = asking.make_form(shop.pk, kind="tariff", facts=facts, by=by, at=at)
    for question in _workshop_questions():
        asking.add_question(form.pk, facts=question, by=by, at=at)
    return form


def _workshop_questions() -> Iterator[QuestionFacts]:
    yield QuestionFacts(
        kind="one_of",
        label={"fr": "Que mangez-vous ?", "en": "What do you eat?"},
        options=_options(DIETS),
        is_required=True,
        at_door=True,
        code="diet",
    )
    yield QuestionFacts(
        kind="text",
        label={"fr": "Quel régime, quelles allergies ?", "en": "Which diet, which allergies?"},
        help={"fr": "Seule la cuisine le lit.", "en": "Only the kitchen reads it."},
        condition={"question": "diet", "is": ["other"]},
        is_required=True,
        limits={"max_length": 120},
        code="allergies",
    )
    yield QuestionFacts(
        kind="picture",
        label={"fr": "Une photo de vous, de face", "en": "A picture of your face"},
        help={
            "fr": "Aurèle s’en sert pour préparer la forme. Vous pouvez aussi venir sans.",
            "en": "Aurèle uses it to prepare the mould. You may come without, too.",
        },
        limits={"types": ["jpg", "png", "webp"], "max_bytes": 5 * 1024 * 1024},
        code="face",
    )
    yield QuestionFacts(
        kind="consent",
        label={
            "fr": "Le théâtre peut publier des photos de l’atelier sur lesquelles on me voit.",
            "en": "The theatre may publish pictures of the workshop on which I can be seen.",
        },
        on_ticket=True,
        code="photos",
    )


def _options(said: dict[str, tuple[str, str, int]]) -> list[dict[str, Any]]:
    return [
        {"code": code, "label": {"fr": fr, "en": en}} for code, (fr, en, _share) in said.items()
    ]


@transaction.atomic(durable=True)
def _answer(order: Form, workshop: Form, *, products: list[int], by: Actor, at: datetime) -> None:
    random = Random(SEED)  # noqa: S311  # invented answers, no secrets
    sheets = list(_buyers(order, random=random))
    holders = list(_holders(workshop, products, random=random, at=at))
    Sheet.objects.bulk_create(sheets + holders, batch_size=1000)
    _name_tickets(holders)
    _hand_in_pictures(holders, at=at)
    _change_one(holders, by=by, at=at)


def _buyers(form: Form, *, random: Random) -> Iterator[Sheet]:
    """Four of ten who bought online in the last weeks answered."""
    found = Order.objects.filter(shop_id=form.shop_id, channel="online", status=Status.PAID)
    label = form.questions.get(code="may_ask").label
    for order in found.exclude(email="").order_by("-placed_at")[:900]:
        if random.random() > 0.4:
            continue
        shares = [share for _fr, _en, share in HEARD.values()]
        told: dict[str, Any] = {"heard": random.choices(list(HEARD), shares)[0]}
        said = {}
        if random.random() < 0.45:
            told["may_ask"], said = True, {"may_ask": label[order.language]}
        yield Sheet(
            order=order,
            form=form,
            answers=told,
            said=said,
            updated_at=order.placed_at or order.created_at,
        )


def _holders(form: Form, products: list[int], *, random: Random, at: datetime) -> Iterator[Sheet]:
    found = OrderLine.objects.filter(
        product_id__in=products, order__status__in=[Status.PAID, Status.PENDING]
    )
    lines = list(found.select_related("order", "date").order_by("id"))
    crowd = iter(people(random, sum(line.tickets for line in lines)))
    label = form.questions.get(code="photos").label
    for line in lines:
        assert line.date is not None
        for place in range(1, line.tickets + 1):
            somebody = next(crowd)
            is_buyer = place == 1 and bool(line.order.last_name)
            record = {
                "first_name": line.order.first_name if is_buyer else somebody.first_name,
                "last_name": line.order.last_name if is_buyer else somebody.last_name,
            }
            told: dict[str, Any] = {
                "diet": random.choices(list(DIETS), [each[2] for each in DIETS.values()])[0]
            }
            if told["diet"] == "other":
                told["allergies"] = random.choice(ALLERGIES)
            said = {}
            if random.random() < 0.7:
                told["photos"], said = True, {"photos": label[line.order.language]}
            yield Sheet(
                order=line.order,
                line=line,
                place=place,
                form=form,
                record=record,
                answers=told,
                said=said,
                erase_on=line.date.starts_at.date() + timedelta(days=KEEP_DAYS),
                updated_at=line.order.placed_at or at,
            )


def _name_tickets(sheets: list[Sheet]) -> None:
    by_place = {(sheet.line_id, sheet.place): sheet.record for sheet in sheets}
    tickets = list(Ticket.objects.filter(line_id__in={line for line, _place in by_place}))
    for ticket in tickets:
        record = by_place[ticket.line_id, ticket.place]
        ticket.holder_first_name = record["first_name"]
        ticket.holder_last_name = record["last_name"]
    Ticket.objects.bulk_update(tickets, ["holder_first_name", "holder_last_name"])


def _hand_in_pictures(sheets: list[Sheet], *, at: datetime) -> None:
    """Three of those to come have sent their face."""
    coming = [each for each in sheets if each.line and each.line.date.starts_at > at][:3]  # type: ignore[union-attr]
    for number, sheet in enumerate(coming):
        data = paint(f"face-{number}", "sun", ["#8a5a2b", "#d98032", "#f4e3c1"])
        accepted = Accepted(name=f"visage-{number + 1}.webp", mime="image/webp", data=data)
        file: AnswerFile = answers.keep_file(sheet.order, question="face", accepted=accepted, at=at)
        file.sheet = sheet
        file.save(update_fields=["sheet"])
        sheet.answers["face"] = file.pk
        sheet.save(update_fields=["answers"])


def _change_one(sheets: list[Sheet], *, by: Actor, at: datetime) -> None:
    """Somebody called: the kitchen has to know."""
    sheet = next(each for each in sheets if "allergies" in each.answers)
    before = {**sheet.answers, "allergies": "Noix"}
    moment = at - timedelta(hours=20)
    SheetChange.objects.create(
        sheet=sheet,
        before={"record": sheet.record, "answers": before, "said": sheet.said},
        actor=by.label,
        at=moment,
    )
    Sheet.objects.filter(pk=sheet.pk).update(updated_at=moment)
