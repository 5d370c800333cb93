"""Writing members and what they have."""

from tessera.domain.memberships.actions.members import (
    add_member,
    change_member,
    correct_member,
    find_or_add,
    forget_member,
    lock_member,
    merge_members,
)
from tessera.domain.memberships.actions.running import (
    Start,
    end,
    end_of_order,
    give_grace,
    set_mandate,
    start,
    stop,
)

__all__ = [
    "Start",
    "add_member",
    "change_member",
    "correct_member",
    "end",
    "end_of_order",
    "find_or_add",
    "forget_member",
    "give_grace",
    "lock_member",
    "merge_members",
    "set_mandate",
    "start",
    "stop",
]
