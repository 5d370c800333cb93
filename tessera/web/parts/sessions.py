"""Who a browser is logged in as: asked at every page of who works here, so asked quickly."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from tessera.domain.people.models import Person
from tessera.domain.people.queries import person_by_id, session_of
from tessera.lib.clock import now


class SessionStore(DatabaseStore):
    """Django's own, with its question ready."""

    def _get_session_from_db(self) -> Session | None:
        found = session_of(self.session_key, at=now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):
    """allauth's own, with its question ready."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, unless they may not log in any more."""
        found = person_by_id(user_id)
        return found if found is not None and found.is_active else None
