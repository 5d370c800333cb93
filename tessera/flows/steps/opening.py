"""What is sold only with a code, and the codes that open it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Tariff
from tessera.domain.offers.errors import CodeNeeded
from tessera.domain.offers.models import Code
from tessera.domain.offers.queries.live import code_of_id, code_of_text, opens
from tessera.domain.orders.models import Order, OrderLine
from tessera.lib.i18n import pick


def open_hidden(order: Order, tariffs: Collection[Tariff], *, text: str = "") -> bool:
    """Let the cart carry the code that opens what of these is sold by code: the one it has, or the
    one that was brought along. Says whether there is any such; asks nobody otherwise.

    Refuses (CodeNeeded) what no code of the cart opens.
    """
    hidden = [tariff for tariff in tariffs if tariff.product.by_code]
    if not hidden:
        return False
    own = code_of_id(order.code_id) if order.code_id else None
    brought = code_of_text(order.shop_id, text) if text else None
    for code in (own, brought):
        if code is not None and all(is_opened(order, tariff, code) for tariff in hidden):
            order.code = code
            return True
    said = (pick(each.product.name, order.language) for each in hidden)
    names = ", ".join(_("“%(name)s”") % {"name": each} for each in said)
    raise CodeNeeded(
        _("%(names)s is sold only with a code. Type it, or open the link that you were sent.")
        % {"names": names}
    )


def require_open(order: Order, tariffs: Collection[Tariff], *, code: Code | None) -> None:
    """Refuses (CodeNeeded) to leave something in the cart that only another code opens."""
    for tariff in tariffs:
        if tariff.product.by_code and (code is None or not is_opened(order, tariff, code)):
            name = pick(tariff.product.name, order.language)
            raise CodeNeeded(
                _("“%(name)s” is sold only with this code. Take it out of the cart first.")
                % {"name": name}
            )


def require_opened(order: Order, lines: Collection[OrderLine]) -> None:
    """Refuses (CodeNeeded) an order of what is sold by code, where the code does nothing any more:
    it may be for others than who buys."""
    code = order.quote.get("code") or {"why_not": ""}
    hidden = [line for line in lines if line.product.by_code]
    if not hidden or (order.code_id is not None and not code["why_not"]):
        return
    name = pick(hidden[0].name, order.language)
    said = _("“%(name)s” is sold only with a code. Take it out of the cart first.")
    raise CodeNeeded(f"{said % {'name': name}} {code['why_not']}".strip())


def is_opened(order: Order, tariff: Tariff, code: Code) -> bool:
    """Whether the code may be used and its offer names what the tariff is of."""
    return bool(opens(order.shop, code, [tariff]))
