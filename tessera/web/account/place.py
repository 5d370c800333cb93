"""Who is there, and in which language."""

from django.http import HttpRequest
from django.utils.translation import get_language


def signed_in(request: HttpRequest) -> int | None:
    """The person who is logged in, or nobody."""
    return int(request.user.pk) if request.user.is_authenticated else None


def language_of() -> str:
    """The language of the page: the one in its address."""
    return (get_language() or "en")[:2]
