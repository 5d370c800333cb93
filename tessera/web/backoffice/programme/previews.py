"""How a description will look, before it is kept."""

from dataclasses import dataclass

from babel import Locale
from django.utils.safestring import SafeString, mark_safe

from tessera.domain.shops.models import Shop
from tessera.lib.markdown import to_html
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import ShopRequest


@dataclass(frozen=True, slots=True)
class Preview:
    """The description in one language."""

    code: str
    language: str
    html: SafeString


def previews_of(request: ShopRequest, shop: Shop) -> list[Preview]:
    """The description that was sent to be looked at, in each language; nothing otherwise."""
    if "preview" not in request.POST:
        return []
    reader = Locale.parse(speaks())
    texts = [
        (code, request.POST.get(f"description_{code}", "").replace("\x00", ""))
        for code in shop.languages
    ]
    return [
        Preview(
            code,
            (reader.languages.get(code) or code).capitalize(),
            mark_safe(to_html(text[:20_000])),  # noqa: S308 - `to_html` lets nothing harmful through
        )
        for code, text in texts
        if text.strip()
    ]
