"""What happened at the gates: tonight, and last night."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from tessera.domain.checkin.models import Scan
from tessera.domain.organisations.models import TeamMember
from tessera.domain.people.models import Person
from tessera.domain.tickets.models import Ticket
from tessera.ops.demo.offers import Night, Season

RUNNING_SHARE = 0.6
LAST_NIGHTS_SHARE = 0.94
ARRIVING = timedelta(minutes=22)
STREET_SHARE = 0.63


def scan_tickets(season: Season, *, random: Random, at: datetime) -> None:
    """Lets most people of the last two days in, and part of those for what is running now."""
    sam = TeamMember.objects.get(
        organisation=season.shop.organisation, profile__ready_made="steward"
    ).person
    scans: list[Scan] = []
    for night in season.nights:
        if at - timedelta(days=2) < night.date.starts_at <= at + timedelta(hours=1):
            share = RUNNING_SHARE if night.is_running else LAST_NIGHTS_SHARE
            scans += _arrivals(season, night, sam, share=share, random=random, at=at)
    scans += _mistakes(season, scans, random)
    Scan.objects.bulk_create(sorted(scans, key=lambda scan: scan.at))


def _arrivals(
    season: Season, night: Night, sam: Person, *, share: float, random: Random, at: datetime
) -> list[Scan]:
    found = Ticket.objects.filter(date=night.date, status=Ticket.Status.VALID, order__status="paid")
    tickets = list(found.order_by("id"))
    coming = random.sample(tickets, round(len(tickets) * share))
    scans = []
    for ticket in coming:
        moment = night.date.starts_at - timedelta(minutes=14)
        moment += random.gauss(0, 1) * ARRIVING * 0.7
        moment = min(moment, at - timedelta(seconds=random.randrange(20, 900)))
        moment = max(moment, night.date.doors_at or moment)
        scans.append(_scan(season, ticket, sam, moment, random))
    return [scan for scan in scans if scan.at < at]


def _scan(season: Season, ticket: Ticket, sam: Person, at: datetime, random: Random) -> Scan:
    street, courtyard = season.gates
    return Scan(
        scan_id=_id(random),
        shop=season.shop,
        gate=street if random.random() < STREET_SHARE else courtyard,
        ticket=ticket,
        code=ticket.code,
        verdict="welcome",
        is_first_entry=True,
        person=sam,
        device="Téléphone de Sam",
        at=at,
    )


def _mistakes(season: Season, scans: Sequence[Scan], random: Random) -> list[Scan]:
    """Tickets held up twice, and codes of something else."""
    again = random.sample(scans, min(9, len(scans)))
    made = [
        Scan(
            scan_id=_id(random),
            shop=season.shop,
            gate=first.gate,
            ticket=first.ticket,
            code=first.code,
            verdict="again",
            person=first.person,
            device=first.device,
            at=first.at + timedelta(seconds=random.randrange(5, 90)),
        )
        for first in again
    ]
    for first in random.sample(scans, min(3, len(scans))):
        made.append(
            Scan(
                scan_id=_id(random),
                shop=season.shop,
                gate=first.gate,
                code=f"https://menu.example/table/{random.randrange(40)}",
                verdict="unknown",
                person=first.person,
                device=first.device,
                at=first.at,
            )
        )
    return made


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
