"""The notice and the buyer's return at once: one account is kept, one membership has it."""

from dataclasses import replace

import pytest

from tessera.domain.memberships.models import Membership
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Status
from tessera.domain.payments.methods import Heard, Kept, Received
from tessera.domain.payments.models import Mandate
from tessera.domain.shops.models import Shop
from tessera.flows.paying import record_notice, start_payment
from tessera.lib import clock
from tessera.plugins.payment_methods.stripe_card import StripeCard
from tests.cards import signed
from tests.factories import make_plan, make_plan_order
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = Kept("cus_1", "pm_1", "Visa 4242")


def test_notices_and_returns_at_once_keep_one_account(
    shop: Shop, card_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    joining = {"agreed": "Renew it."}
    order = make_plan_order(
        make_plan(shop), status=Status.PROCESSING, method="stripe", joining=joining
    )
    orders.note_agreed(order)
    order.save()
    payment = order.payments.get()
    heard = Heard("", payment.reference, "received", "pi_1", payment.amount, "CHF", kept=KEPT)
    body, headers = signed(payment)

    def hear(_method: StripeCard, _body: bytes, told: dict[str, str]) -> Heard:
        return replace(heard, notice_id=told["id"])

    monkeypatch.setattr(StripeCard, "read_notice", hear)
    monkeypatch.setattr(StripeCard, "start", lambda *_: Received("pi_1", KEPT))

    def tell(n: int) -> None:
        if n % 2:
            start_payment(order.id, at=clock.now())
        else:
            record_notice("stripe", body=body, headers={**headers, "id": f"{n}"}, at=clock.now())

    at_once(6, tell)

    assert Membership.objects.get().mandate == Mandate.objects.get()
