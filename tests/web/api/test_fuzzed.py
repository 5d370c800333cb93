"""Whatever the description allows, and much that it does not, is answered as it promises."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis import Case

from tessera.domain.organisations import actions as organisations
from tessera.flows import scanning
from tessera.web.api import access
from tessera.web.api.app import schema
from tests.factories import make_event, make_organisation, make_shop
from tests.web.api.conftest import ALL

pytestmark = pytest.mark.django_db(transaction=True)
description = schemathesis.openapi.from_dict(schema())


@pytest.fixture
def key(transactional_db: None) -> str:
    """A key that may do everything in a shop called "theatre"."""
    organisation = make_organisation()
    make_event(make_shop(organisation, slug="theatre"), slug="hamlet")
    _token, made = organisations.create_token(organisation, name="Fuzz", rights=ALL)
    return made


@description.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_endpoint_keeps_its_promises(case: Case, key: str, live_server: LiveServer) -> None:
    for limit in (scanning.UNKNOWN, access.A_KEY, access.GUESSES):
        limit.forget()
    _in_our_shop(case.path_parameters)
    headers = {"Authorization": f"Bearer {key}"}
    case.call_and_validate(base_url=live_server.url, headers=headers)


def _in_our_shop(names: dict[str, Any] | None) -> None:
    """Most made-up shops do not exist: look behind the first door too."""
    if names and "shop" in names and len(str(names["shop"])) % 2:
        names["shop"] = "theatre"
