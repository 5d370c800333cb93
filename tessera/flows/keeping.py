"""Lists that people keep under a name: saved, changed, shared, forgotten."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.reporting import actions as reporting
from tessera.domain.reporting.errors import NameTaken, NotYours
from tessera.domain.reporting.models import SavedView
from tessera.domain.reporting.queries.kept import lock_view
from tessera.domain.shops.models import Shop
from tessera.lib.errors import NotFound

NEEDED = {"orders": Can.SEE_ORDERS, "customers": Can.SEE_CUSTOMERS}
"""The lists that can be kept, and what one must be allowed to see them."""


@transaction.atomic(durable=True)
def save_view(  # noqa: PLR0913 - a view is a list, what it shows, and who finds it
    shop: Shop,
    *,
    named: str,
    query: str,
    is_shared: bool,
    screen: str = "orders",
    by: Actor,
    at: datetime,
) -> SavedView:
    """Keep a list as it is shown, for oneself or for the whole team.

    Refuses (NameTaken) a second view of that name.
    """
    require(by, NEEDED[screen])
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if by.person_id is None:
        raise NotYours(_("Only people keep views."))
    try:
        with transaction.atomic():  # a name that is taken spoils nothing but this try
            view = reporting.keep_view(
                shop.id,
                person_id=by.person_id,
                at=at,
                screen=screen,
                name=named,
                query=query,
                is_shared=is_shared,
            )
    except IntegrityError as taken:
        raise _taken(named) from taken
    activity.record("view.saved", of=("view", view.id), shop=shop, by=by, at=at, name=named)
    return view


@transaction.atomic(durable=True)
def change_view(
    view_id: int, *, named: str, is_shared: bool, query: str | None = None, by: Actor, at: datetime
) -> SavedView:
    """Another name, shared or not; with a `query` the list as it is shown now.

    Refuses (NotYours) the view of a colleague, (NameTaken) a name that is in use.
    """
    view = _own(view_id, by=by)
    facts = {"name": named, "is_shared": is_shared} | ({} if query is None else {"query": query})
    try:
        with transaction.atomic():  # a name that is taken spoils nothing but this try
            reporting.change_view(view, **facts)
    except IntegrityError as taken:
        raise _taken(named) from taken
    activity.record("view.changed", of=("view", view.id), shop=view.shop, by=by, at=at, name=named)
    return view


@transaction.atomic(durable=True)
def forget_view(view_id: int, *, by: Actor, at: datetime) -> None:
    """The view is gone, for everybody; no order is. Refuses (NotYours) a colleague's."""
    view = _own(view_id, by=by)
    activity.record(
        "view.forgotten", of=("view", view.id), shop=view.shop, by=by, at=at, name=view.name
    )
    reporting.forget_view(view)


def _own(view_id: int, *, by: Actor) -> SavedView:
    view = lock_view(view_id)
    if view is None:
        raise NotFound(_("There is no such view."))
    require(by, NEEDED[view.screen])
    require_in(by, organisation_id=view.shop.organisation_id, shop_id=view.shop_id)
    if view.person_id != by.person_id:
        raise NotYours(
            _("%(who)s made this view: only they can change it. Save it as your own.")
            % {"who": view.person}
        )
    return view


def _taken(named: str) -> NameTaken:
    return NameTaken(
        _("You already have a view called “%(name)s”. Choose another name.") % {"name": named}
    )
