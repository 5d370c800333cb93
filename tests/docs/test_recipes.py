"""The code on the recipes' pages is installed like a package of others, and used."""

import importlib
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from tessera.domain.activity import actions as activity
from tessera.domain.mailing.letters import compose
from tessera.domain.mailing.mail import MAILS, Occasion
from tessera.domain.offers.effects import EFFECTS
from tessera.domain.offers.served import Endless, Served
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.payments.methods import METHODS, PaymentFacts, Wait
from tessera.domain.reporting.report import REPORTS, Scope
from tessera.domain.shops.looks import look_of
from tessera.domain.tickets import queries as tickets
from tessera.domain.tickets.documents import DOCUMENTS
from tessera.lib import clock, registry
from tests.docs.pages import blocks
from tests.factories import Programme, make_order

Install = Callable[[str, registry.Registry], Any]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install the part of a recipe by an entry point; the answer is the part by its code."""
    made: list[str] = []

    def one(recipe: str, parts: registry.Registry) -> Any:
        ((name, text),) = blocks(f"docs/recipes/{recipe}.md", "python")
        (tmp_path / name).write_text(text)
        module = name.removesuffix(".py")
        made.append(module)
        group = f"tessera.{parts.package.rsplit('.', 1)[-1]}"

        def entry_points(*, group: str, wanted: str = group) -> list[EntryPoint]:
            return [EntryPoint(module, module, group)] if group == wanted else []

        monkeypatch.setattr(registry, "entry_points", entry_points)
        found = registry.Registry(parts.package, parts.kind).all()
        (part,) = [each for each in found.values() if each.__module__ == module]
        return part

    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield one
    for module in made:
        sys.modules.pop(module, None)


def test_offer_effect(install: Install) -> None:
    part = install("offer-effect", EFFECTS)
    form = part.Settings({"share": "50"})
    assert form.is_valid()
    effect = part(form.kept())
    served = [Served(0, 2, 8000), Served(1, 1, 2500)]

    taken = effect.apply(served, currency="CHF", room=Endless())

    assert taken == [(0, 1, 2000), (1, 1, 1250)]
    assert effect.says("CHF", "en") == "−50 % from the second ticket on"


def test_payment_method(install: Install) -> None:
    cheque = install("payment-method", METHODS)
    payment = PaymentFacts("ref", 4000, "EUR", "Order", "bea@test.example", "/", "/", "fr")

    assert cheque().start(payment) == Wait()
    assert cheque({"days": 5}).waits_days() == 5
    assert cheque.Settings({"days": 0}).errors


def test_ticket_document(install: Install, programme: Programme) -> None:
    label = install("ticket-document", DOCUMENTS)
    order = make_order(programme, quantity=2)
    facts = tickets.facts_of(tickets.tickets_of_order(order.id), order=order)

    picture = label().render(facts, look_of(order.shop, "en")).decode()

    assert picture.count("<path") == 2
    assert "Hamlet" in picture


def test_mail(install: Install, programme: Programme) -> None:
    mail = install("mail", MAILS)()
    order = make_order(programme)
    happened = activity.record(
        mail.on,
        of=("order", order.id),
        shop=order.shop,
        by=SYSTEM,
        at=clock.now(),
        reason="<b>Storm</b>",
        received=8000,
    )
    occasion = Occasion(happened, order, "https://shop.example/order", "")

    letter = mail.facts(occasion)
    html, text = compose(letter, order=order)

    assert mail.to(occasion) == "bea@test.example"
    assert order.number in letter.subject
    assert "80.00" in text
    assert "<b>Storm" not in html
    assert "https://shop.example/order" in html


def test_report(install: Install, programme: Programme) -> None:
    report = install("report", REPORTS)
    make_order(programme, quantity=2, language="fr")
    scope = Scope(SYSTEM, programme.shop, "en", clock.now())

    (row,) = report().rows(scope, report.Filters({}).data)

    assert row == {"language": "fr", "currency": "CHF", "orders": 1, "amount": 8000}
    assert {column.name for column in report.columns} <= set(row)
