"""What an offer can do: the contract of `plugins/offer_effects`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise

from tessera.domain.offers.served import NOTHING_BEFORE, Past, Room, Served, Taken
from tessera.lib.registry import Registry

__all__ = [
    "EFFECTS",
    "NOTHING_BEFORE",
    "Effect",
    "EffectForm",
    "Past",
    "Room",
    "Served",
    "Taken",
]


class Effect:
    """What an offer does to the lines it is for. Pure: no clock, no database, no network.

    `Settings` is the form by which an organiser says how much; what it keeps is JSON. Given
    `currencies`, it may make one field for each.
    """

    code = ""
    name: str | Promise = ""
    hint: str | Promise = ""
    Settings: type["EffectForm"]

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = dict(settings)

    def serves_currency(self, currency: str) -> bool:
        """Whether it can be reckoned in the currency."""
        return True

    def says(self, currency: str, language: str) -> str:
        """How much, in a few words of the language that is active: "−10 %"."""
        raise NotImplementedError

    def apply(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> Sequence[Taken]:
        """What is taken off, line by line (`Taken`); never more than the tickets cost, nor below
        zero.

        Asks `room` how many tickets of a line may profit, and takes no more.
        """
        raise NotImplementedError

    def saves(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> int:
        """What `apply` takes off in all. An effect that knows the sum without its parts says so:
        of many offers on a cart, most are only compared."""
        taken = self.apply(served, currency=currency, room=room, past=past)
        return sum(amount for _place, _tickets, amount in taken)


class EffectForm(forms.Form):
    """Settings of an effect. `currencies` are the shop's; `kept` turns what was typed into the
    JSON that the effect reads, `initial_of` turns that back."""

    def __init__(self, *args: Any, currencies: Sequence[str] = ("CHF",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = tuple(currencies)

    def kept(self) -> dict[str, Any]:
        """What is stored: plain JSON."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_of(cls, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The fields' first values, from what was stored."""
        return dict(settings)


EFFECTS: Registry[Effect] = Registry("tessera.plugins.offer_effects", Effect)
