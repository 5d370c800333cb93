"""How allauth makes accounts here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from tessera.domain.organisations.queries.team import is_any_organisation


class Adapter(DefaultAccountAdapter):
    """Accounts speak the language they were made in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account: the very first one always may."""
        return settings.SIGN_UP or not is_any_organisation()

    def save_user(self, request: HttpRequest, user: Any, *rest: Any, **more: Any) -> Any:
        """Keep names, address and password, and the language of the page."""
        user.language = (get_language() or "en")[:2]
        return super().save_user(request, user, *rest, **more)
