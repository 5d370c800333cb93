"""A small shop and a small ticket in the colours that are being chosen."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from tessera.domain.organisations.rules import Can
from tessera.domain.shops.models import Shop
from tessera.domain.shops.rules import COLOURS, FONTS, palette
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import fragment, speaks
from tessera.web.backoffice.setup.forms import look_of
from tessera.web.parts.access import ShopRequest, requires

GROUNDS = {
    False: {"page": "#f6f4f0", "sheet": "#ffffff", "ink": "#1c1b22", "line": "#dedad2"},
    True: {"page": "#17161c", "sheet": "#22212a", "ink": "#f3f1ec", "line": "#3a3844"},
}


@requires(Can.EDIT_SETTINGS)
@require_safe
def preview_look(request: ShopRequest) -> HttpResponse:
    """The preview alone, with the colours and letters of the address; nothing is kept."""
    return fragment(request, "setup/preview.html", preview_of(request.shop, request.GET))


def preview_of(shop: Shop, chosen: QueryDict | dict[str, str] | None = None) -> dict[str, Any]:
    """What the preview draws: by day and by night."""
    told = look_of(shop) | {name: str(value) for name, value in (chosen or {}).items()}
    font = FONTS.get(str(told["display_font"]), FONTS["fraunces"])
    colours = {name: str(told[name]) for name in COLOURS}
    name = pick(shop.name, speaks())
    return {
        "looks": [
            {
                "is_dark": is_dark,
                "name": name if len(name) <= 24 else f"{name[:23]}…",
                "font": font,
                **GROUNDS[is_dark],
                **{
                    key.replace("-", "_"): hue
                    for key, hue in palette(colours, is_dark=is_dark).items()
                },
            }
            for is_dark in (False, True)
        ],
        "logo": shop.logo.url if shop.logo else "",
    }
