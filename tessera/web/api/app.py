"""The public API: same stories, same rules, same refusals as every other door."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ninja import NinjaAPI

from tessera import __version__
from tessera.web.api.access import Key
from tessera.web.api.endpoints import answers, orders, programme, scans
from tessera.web.api.problems import MIME, Problem, teach

ABOUT = """Programme, orders and door of your shops. Amounts are integers in minor units
(centimes); moments are ISO 8601 with a zone; names come in every language of the shop.
A page of a list ends with `next`: send it back as `after`."""
PREFIX = "api/v1/"
PROBLEMS = {
    401: "No live key",
    403: "The key lacks the right",
    404: "No such thing, or not yours",
    409: "A rule says no: `code` says which",
    422: "Not understood: `errors` says where",
    429: "Too many requests: see Retry-After",
}

api = NinjaAPI(
    title="Tessera API",
    version=__version__,
    description=ABOUT,
    auth=Key(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
teach(api)
for router in (programme.router, orders.router, answers.router, scans.router):
    api.add_router("", router)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The OpenAPI description, with the problems that every endpoint can answer."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schemas = found["components"].setdefault("schemas", {})
    schemas[Problem.__name__] = Problem.model_json_schema()
    content = {MIME: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    for _path, _method, operation in operations(found):
        for status, words in PROBLEMS.items():
            operation["responses"][str(status)] = {"description": words, "content": content}
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation
