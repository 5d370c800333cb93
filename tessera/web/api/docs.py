"""The page that says how to use the API: made here from its own description, no script needed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tessera.web.api import words
from tessera.web.api.app import operations, schema
from tessera.web.api.problems import problem
from tessera.web.parts.access import outside, public

REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as a reader needs it."""

    name: str
    kind: str
    words: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    right: str
    parameters: list[Field]
    body: list[Field]
    answer: str


@public
@require_GET
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description, for programs."""
    return JsonResponse(schema())


@public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The same, for people."""
    groups: dict[str, list[Operation]] = {}
    for path, method, operation in operations(schema()):
        made = _operation(path, method, operation)
        groups.setdefault(_said(words.TITLES, operation["tags"][0]), []).append(made)
    facts = {
        "groups": groups,
        "problems": words.PROBLEMS,
        "language": (get_language() or "en")[:2],
        "languages": [("fr", "Français"), ("en", "English")],
    }
    return render(request, "api/docs.html", facts)


def _said(known: Mapping[str, str | Promise], code: str) -> str:
    """The words for it; what has none yet is shown as it is."""
    return str(known.get(code, code))


@outside
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """A problem for every address that is none."""
    return problem(404, "not_found", "There is no such endpoint. See /api/v1/.")


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answer = next(iter(operation["responses"].values()))
    shape = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=_said(words.TITLES, operation["operationId"]),
        words=_said(words.ABOUT, operation["operationId"]),
        right=operation.get("x-right", ""),
        parameters=[_parameter(each) for each in operation["parameters"]],
        body=_fields(_resolved(body.get("schema", {}))),
        answer=json.dumps(_example(shape), indent=2, ensure_ascii=False),
    )


def _parameter(each: dict[str, Any]) -> Field:
    shape = each["schema"]
    about = _said(words.FIELDS, shape.get("description", "").replace("`", ""))
    return Field(each["name"], _kind(shape), about, is_needed=each.get("required", False))


def _fields(shape: dict[str, Any], prefix: str = "") -> list[Field]:
    needed = shape.get("required", [])
    fields = []
    for name, each in shape.get("properties", {}).items():
        fields.append(Field(prefix + name, _kind(each), "", is_needed=name in needed))
        inner = _resolved(each.get("items", each))
        suffix = "[]." if "items" in each else "."
        fields += _fields(inner, f"{prefix}{name}{suffix}")
    return fields


def _resolved(shape: dict[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").removeprefix(REF)
    found: dict[str, Any] = schema()["components"]["schemas"][name] if name else shape
    return found


def _kind(shape: dict[str, Any]) -> str:
    if "anyOf" in shape:
        return " | ".join(_kind(each) for each in shape["anyOf"])
    if "items" in shape:
        return f"list of {_kind(shape['items'])}"
    if "$ref" in shape:
        return str(shape["$ref"]).removeprefix(REF)
    return str(shape.get("format") or shape.get("type", "any"))


EXAMPLES = {
    "string": "…",
    "integer": 1,
    "boolean": True,
    "number": 1,
    "null": None,
    "date-time": "2026-11-22T20:30:00Z",
    "uuid": "2f1f6a52-8f7c-4c36-9d05-0f0d6f4b1c11",
}


def _example(shape: dict[str, Any]) -> Any:
    shape = _resolved(shape)
    if "anyOf" in shape:
        return _example(shape["anyOf"][0])
    if "properties" in shape:
        return {name: _example(each) for name, each in shape["properties"].items()}
    if "items" in shape:
        return [_example(shape["items"])]
    if shape.get("type") == "object":
        inner = shape.get("additionalProperties")
        return {"fr": "…", "en": "…"} if inner == {"type": "string"} else {}
    return EXAMPLES.get(_kind(shape))
