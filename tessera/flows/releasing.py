"""Accounts that are charged no more: their provider is asked to forget them."""

from datetime import datetime

import structlog
from django.db import transaction

from tessera.domain.payments.actions import mandates
from tessera.domain.payments.mandates import keeper_of, mandates_to_release
from tessera.domain.payments.methods import MandateFacts
from tessera.domain.payments.models import Mandate

log = structlog.get_logger(__name__)


def release_accounts(*, at: datetime) -> int:
    """Ask providers to forget the accounts that ended, outside of any transaction; those that do
    not answer are asked again by the next run. Says how many are forgotten."""
    return sum(_release(each, at=at) for each in mandates_to_release())


def _release(mandate: Mandate, *, at: datetime) -> bool:
    method = keeper_of(mandate)
    told = MandateFacts(mandate.provider_customer, mandate.provider_method, mandate.label)
    try:
        is_forgotten = method is None or method.release(told)
    except Exception:  # a part's own bug must not keep the others from being asked
        log.exception("releasing an account failed", method=mandate.method, mandate=mandate.pk)
        return False
    if is_forgotten:
        _note(mandate, at=at)
    return is_forgotten


@transaction.atomic(durable=True)
def _note(mandate: Mandate, *, at: datetime) -> None:
    mandates.note_released(mandate, at=at)
