"""Keeps messages in the outbox and sends them nowhere: for the demo and for trying out."""

from tessera.domain.mailing.senders import Parcel, Sender


class Outbox(Sender):
    """Everything counts as sent."""

    code = "outbox"

    def send(self, parcel: Parcel) -> None:
        """Nothing leaves this machine."""
