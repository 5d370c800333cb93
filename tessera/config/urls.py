"""The list of doors."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from tessera.web.parts import health, media, mistakes
from tessera.web.shop.views import look

handler403 = mistakes.forbidden
handler404 = mistakes.not_found
handler500 = mistakes.server_error

DOORS = {
    "api/v1/": "tessera.web.api.urls",
    "hooks/": "tessera.web.hooks.urls",
    "scanner/": "tessera.web.scanner.urls",
    "manage/": "tessera.web.backoffice.urls",
}


def doors() -> list[URLResolver]:
    """The doors that are built."""
    return [path(prefix, include(module)) for prefix, module in DOORS.items() if find_spec(module)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:name>", media.file, name="media"),
    path("language/", include("django.conf.urls.i18n")),
    path("auth/", include("allauth.urls")),
    *doors(),
    path("theme/<slug:shop>-<int:version>.css", look.theme, name="theme"),
    *i18n_patterns(
        path("account/", include("tessera.web.account.urls")),
        path("", include("tessera.web.shop.urls")),
    ),
]
