"""The API's addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tessera.web.api import docs
from tessera.web.api.app import api
from tessera.web.api.problems import problem
from tessera.web.parts.access import outside

app_name = "api"
Endpoint = Callable[..., HttpResponse]


def telling(endpoint: Endpoint) -> Endpoint:
    """A method that is not offered is a problem too."""

    @wraps(endpoint)
    def told(request: HttpRequest, **names: Any) -> HttpResponse:
        answer = endpoint(request, **names)
        if answer.status_code != 405:
            return answer
        refused = problem(405, "method_not_allowed", f"Here: {answer['Allow']}.")
        refused["Allow"] = answer["Allow"]
        return refused

    return told


def endpoints() -> list[URLPattern]:
    """Every endpoint; a program proves itself by its key, never by a cookie."""
    found = [each for each in api.urls[0] if isinstance(each, URLPattern)]
    return [
        path(str(each.pattern), outside(telling(each.callback)), name=each.name)
        for each in found
        if each.name != "api-root"
    ]


urlpatterns = [
    path("", docs.page, name="docs"),
    path("openapi.json", docs.description, name="openapi"),
    *endpoints(),
    path("<path:rest>", docs.nothing_here, name="nothing"),
]
