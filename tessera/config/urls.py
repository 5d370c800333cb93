"""The list of doors."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from tessera.web.parts import health, media, mistakes
from tessera.web.shop.views import look

handler403 = mistakes.forbidden
handler404 = mistakes.not_found
handler500 = mistakes.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:name>", media.file, name="media"),
    path("language/", include("django.conf.urls.i18n")),
    path("auth/", include("allauth.urls")),
    path("api/v1/", include("tessera.web.api.urls")),
    path("hooks/", include("tessera.web.hooks.urls")),
    path("scanner/", include("tessera.web.scanner.urls")),
    path("manage/", include("tessera.web.backoffice.urls")),
    path("theme/<slug:shop>-<int:version>.css", look.theme, name="theme"),
    *i18n_patterns(
        path("account/", include("tessera.web.account.urls")),
        path("", include("tessera.web.shop.urls")),
    ),
]
