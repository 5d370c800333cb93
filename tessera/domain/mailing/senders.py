"""What takes messages away: the contract of `plugins/senders`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tessera.lib.registry import Registry


class Refused(Exception):
    """It will never be taken: the address does not exist, or nobody there wants it."""


class NotNow(Exception):
    """It may be taken later: the server is away or busy."""


@dataclass(frozen=True, slots=True)
class File:
    """Something attached."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to leave. `message_id` is the same however often it is sent."""

    message_id: str
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    language: str
    files: Sequence[File] = ()


class Sender:
    """Takes parcels away one by one, and may keep a connection meanwhile."""

    code = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        """Nothing is kept."""

    def send(self, parcel: Parcel) -> None:
        """Hand it over. Raises `Refused` or `NotNow`, with the reason in plain words."""
        raise NotImplementedError


SENDERS = Registry("tessera.plugins.senders", Sender)
