"""Who may come in. Denied by default: every view says `@public` or `@requires(Can.X)`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tessera.domain.organisations.queries.team import actor_in, memberships_of
from tessera.domain.organisations.rules import BUYER, Actor, Can
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import shop_visible_to, visible_to

View = Callable[..., Any]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class ShopRequest(HttpRequest):
    """A request that has passed `@requires`: who acts, and in which shop (if the URL names one).

    `shops` are those of every organisation the person works for.
    """

    actor: Actor
    actors: list[Actor]
    shop: Shop
    shops: list[Shop]


def public(view: View) -> View:
    """Anybody may call the view. Writes must come from our own pages: instead of a token, which
    would make cached pages personal, the browser's Sec-Fetch-Site, Origin or Referer is asked."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method not in SAFE and not comes_from_here(request):
            raise PermissionDenied("This form was sent from another site.")
        return view(request, *args, **kwargs)

    guarded.access = "public"  # type: ignore[attr-defined]  # a test reads it
    return cast(View, csrf_exempt(guarded))


def outside(view: View) -> View:
    """Programs of others call the view (payment notices, API): it proves itself by signature
    or token, never by cookie."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    guarded.access = "outside"  # type: ignore[attr-defined]  # a test reads it
    return cast(View, csrf_exempt(guarded))


def requires(right: Can) -> Callable[[View], View]:
    """Only team members with the right; a `shop` in the URL must be theirs (404 otherwise)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ShopRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            refused = enter(request, right, kwargs.pop("shop", None))
            return refused or view(request, *args, **kwargs)

        guarded.access = right  # type: ignore[attr-defined]  # a test reads it
        return guarded

    return decorate


def at_work(view: View) -> View:
    """Any team member who sees the shop, whatever their profile allows (404 for others)."""

    @wraps(view)
    def guarded(request: ShopRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        refused = enter(request, None, kwargs.pop("shop", None))
        return refused or view(request, *args, **kwargs)

    guarded.access = "team"  # type: ignore[attr-defined]  # a test reads it
    return guarded


def signed_in(view: View) -> View:
    """Anybody who has logged in, whether they work somewhere or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]  # a test reads it
    return guarded


def enter(request: ShopRequest, right: Can | None, slug: str | None) -> HttpResponse | None:
    """Set `request.actor` and `request.shop`; refuses strangers (404) and the unentitled (403)."""
    actors = actors_of(request)
    if not actors:
        raise Http404
    request.actors = actors
    if slug is None:
        fit = (each for each in actors if right is None or each.may(right))
        request.actor = next(fit, actors[0])
    else:
        seen = [(actor, shop) for actor in actors for shop in visible_to(actor)]
        request.actor, request.shop = _shop_for(seen, slug)
        request.shops = [shop for _actor, shop in seen]
    if request.actor.lacks_mfa:
        messages.warning(
            request, _("Your organisation asks for a second factor. Add one to go on.")
        )
        return redirect("mfa_index")
    if right is not None and not request.actor.may(right):
        raise PermissionDenied("Your profile does not include this.")
    return None


def actors_of(request: HttpRequest) -> list[Actor]:
    """What the person logged in is in each organisation they work for."""
    if not request.user.is_authenticated:
        return []
    return [actor_in(member) for member in memberships_of(request.user.pk)]


def is_of_team(request: HttpRequest, slug: str) -> bool:
    """Whether the person logged in works for the shop, whatever their profile."""
    return any(shop_visible_to(actor, slug) is not None for actor in actors_of(request))


def to_my_account(request: HttpRequest) -> HttpResponse:
    """Where a visitor says who they are, by a code sent to their address; then back here."""
    told = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('account:home')}?{told}")


def buyer_of(request: HttpRequest) -> Actor:
    """The actor of the public doors: a buyer, named when logged in."""
    if not request.user.is_authenticated:
        return BUYER
    return Actor(label=str(request.user), person_id=request.user.pk, kind="buyer")


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def _shop_for(seen: list[tuple[Actor, Shop]], slug: str) -> tuple[Actor, Shop]:
    for actor, shop in seen:
        if shop.slug == slug:
            return actor, shop
    raise Http404
