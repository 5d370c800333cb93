"""The colours of a shop as a stylesheet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tessera.domain.shops.queries import shop_by_slug
from tessera.domain.shops.rules import FONTS, palette
from tessera.web.parts.access import public
from tessera.web.parts.kept import keep


@public
@require_safe
@keep(seconds=60)
def theme(request: HttpRequest, shop: str, version: int) -> HttpResponse:
    """CSS variables from the shop's colours; contrast is kept, in light and in dark."""
    found = shop_by_slug(shop)
    colours = found.colours if found is not None else {}
    font = FONTS.get(found.display_font if found is not None else "", FONTS["fraunces"])
    light = _variables(colours, is_dark=False)
    dark = _variables(colours, is_dark=True)
    body = (
        f":root:not([data-theme]),[data-theme=tessera]{{{light}--font-display:{font}}}"
        f"@media(prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}"
        f"[data-theme=tessera-dark]{{{dark}}}"
    )
    return HttpResponse(body, content_type="text/css; charset=utf-8")


def _variables(colours: dict[str, str], *, is_dark: bool) -> str:
    found = palette(colours, is_dark=is_dark)
    return "".join(f"--color-{name}:{colour};" for name, colour in found.items())
