"""What is asked about a file of the bank."""

import base64
import binascii
import zlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.payments.statements import NEEDED, ROLES, Table
from tessera.domain.shops.models import Shop
from tessera.web.parts.forms import dressed

ACCEPTED = ".xml,.zip,.sta,.mt940,.940,.txt,.csv,.c53,.c54"
MOST_TABLE = 3 * 1024 * 1024
NAMES = {
    "booked_on": gettext_lazy("Booking date"),
    "amount": gettext_lazy("Amount received (credit)"),
    "currency": gettext_lazy("Currency"),
    "reference": gettext_lazy("Payment reference"),
    "debtor": gettext_lazy("Name of the payer"),
    "message": gettext_lazy("Message"),
    "entry_id": gettext_lazy("Number of the booking"),
}


class Upload(forms.Form):
    """A file as the bank gives it."""

    file = forms.FileField(
        label=gettext_lazy("File of your bank"),
        help_text=gettext_lazy("camt.053, camt.054 (also zipped), MT940 or CSV; at most 32 MB."),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        looks = {"class": "file-input w-full", "accept": ACCEPTED}
        self.fields["file"].widget.attrs.update(looks)
        dressed(self)


class ColumnsForm(forms.Form):
    """What the columns of a table are; the table itself travels with the form."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    kept = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, table: Table, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = [(str(at), head or "–") for at, head in enumerate(table.heads)]
        for role in ROLES:
            choices = [("", _("not in this file")), *heads]
            if role == "currency":
                all_lines = [
                    (code, _("%(code)s for all lines") % {"code": code}) for code in shop.currencies
                ]
                choices = [*heads, *all_lines]
            guess = table.guess.get(role, shop.currencies[0] if role == "currency" else "")
            self.fields[role] = forms.ChoiceField(
                label=NAMES[role],
                choices=choices,
                initial=str(guess),
                required=role in (*NEEDED, "currency"),
            )
        dressed(self)

    def asked(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[role] for role in ROLES]

    def columns(self) -> dict[str, int | str]:
        """What was said: the number of a column, or a currency for all lines."""
        told = {role: self.cleaned_data[role] for role in ROLES if self.cleaned_data[role]}
        return {role: int(at) if at.isdigit() else at for role, at in told.items()}


def packed(data: bytes) -> str:
    """A small file as a word that a form can carry."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def unpacked(word: str) -> bytes | None:
    """The file that a form carried, or nothing when it is none (any more)."""
    try:
        worker = zlib.decompressobj()
        data = worker.decompress(base64.b64decode(word, validate=True), MOST_TABLE)
    except (binascii.Error, zlib.error, ValueError):
        return None
    return data if worker.eof else None
