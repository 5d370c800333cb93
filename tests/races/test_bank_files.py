"""Two clerks read the same bank file at the same moment: it is read once, and both see it."""

import pytest

from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import BankEntry, BankFile
from tessera.flows.reconciling import Taken, take_bank_file
from tessera.lib import clock
from tests.factories import Programme, actor_of
from tests.plugins.bank_formats.samples import single
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_file_at_once_is_read_once(programme: Programme, alice: TeamMember) -> None:
    data = single("", "80.00", own="A1", words="ABCDEFG").encode()

    def take(number: int) -> Taken:
        return take_bank_file(
            programme.shop, name="a.xml", data=data, by=actor_of(alice), at=clock.now()
        )

    taken = at_once(6, take)
    assert sorted(each.is_again for each in taken) == [False] + [True] * 5
    assert {each.file for each in taken} == {BankFile.objects.get()}
    assert BankEntry.objects.count() == 1
