"""The colours of a shop as a stylesheet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tessera.domain.shops.queries import shop_by_slug
from tessera.lib.colours import ink_on, mix, readable, tidy
from tessera.web.parts.access import public
from tessera.web.parts.kept import keep

FONTS = {
    "fraunces": "Fraunces, ui-serif, Georgia, serif",
    "inter": "Inter, ui-sans-serif, system-ui, sans-serif",
    "georgia": "Georgia, 'Times New Roman', serif",
}


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
    defaults = {"primary": "#b63a17", "secondary": "#3b3a6e", "accent": "#f0b648"}
    parts = []
    for name, default in defaults.items():
        colour = tidy(colours.get(name), default)
        if is_dark and name != "accent":
            colour = mix(colour, "#ffffff", 0.45)
        elif name == "primary":
            colour = readable(colour)
        parts.append(f"--color-{name}:{colour};--color-{name}-content:{ink_on(colour)};")
    return "".join(parts)
