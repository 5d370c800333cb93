"""Writing what a list of members says of days."""

from datetime import date

from tessera.domain.memberships.models import Membership


def change_end(membership: Membership, ends_on: date | None) -> None:
    """Another last day of what nobody ordered."""
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
