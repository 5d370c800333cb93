"""What is asked of somebody who makes an account, besides address and password."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Names(forms.Form):
    """First and last name; allauth puts its own fields below."""

    field_order = ("first_name", "last_name", "email", "password1")
    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Nothing more: the adapter has kept the names."""
