"""Alice at her desk."""

import pytest
from django.test import Client

from tessera.domain.organisations.models import TeamMember


@pytest.fixture
def desk(client: Client, alice: TeamMember) -> Client:
    """Alice, logged in."""
    client.force_login(alice.person)
    return client
