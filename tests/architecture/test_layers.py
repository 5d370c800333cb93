"""What may know what, beyond what import contracts see. Each message says what to do instead."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture import sources

TABLE_WORDS = {"objects", "save", "delete", "bulk_create", "bulk_update"}
WRITING_WORDS = {
    "save",
    "delete",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
}
WRITING_SQL = re.compile(r"\b(?:INSERT INTO|UPDATE \w+\s+SET|DELETE FROM|TRUNCATE|COPY \w+ FROM)")
CLOCKS = {"tessera.lib.clock", "tessera.lib.clock.now", "django.utils.timezone"}


def noun(model: type[Model]) -> str:
    return model.__module__.removeprefix("tessera.domain.").split(".")[0]


def test_foreign_keys_point_down_the_order_of_nouns() -> None:
    depth = sources.order_of_nouns()
    up = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_app_config("tessera").get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one) and field.concrete
        if field.related_model.__module__.startswith("tessera.domain")
        if noun(model) != noun(field.related_model)
        if depth[noun(field.related_model)] <= depth[noun(model)]
    ]
    assert up == [], "turn the key round, or move the noun in pyproject.toml"


@pytest.mark.parametrize("path", sources.python("web", "plugins"), ids=str)
def test_doors_and_plugins_touch_no_table(path: Path) -> None:
    assert not sources.words(path) & TABLE_WORDS, "ask a query or a flow"


@pytest.mark.parametrize("path", sources.python("web", "plugins", "domain", "lib"), ids=str)
def test_only_flows_open_transactions(path: Path) -> None:
    assert "atomic" not in sources.words(path), "let the flow hold the transaction"


@pytest.mark.parametrize("path", sources.python("domain", "flows", "plugins", "web"), ids=str)
def test_there_are_no_signals(path: Path) -> None:
    assert "receiver" not in sources.words(path), "call the function, or react to an activity"


@pytest.mark.parametrize("path", sources.python("flows"), ids=str)
def test_flows_know_no_request_and_no_clock(path: Path) -> None:
    flows = [node for node in ast.walk(sources.tree(path)) if isinstance(node, ast.FunctionDef)]
    told = {arg.arg for flow in flows for arg in [*flow.args.args, *flow.args.kwonlyargs]}
    assert "request" not in told, "tell the flow what it needs of the request"
    assert not sources.imports(path) & CLOCKS, "let the caller say at="


@pytest.mark.parametrize("path", sources.python("domain"), ids=str)
def test_rules_are_pure(path: Path) -> None:
    if "rules" in path.stem or "rules" in path.parts:
        assert not sources.words(path) & {"objects", "cursor", "request"}, "give the rule facts"
        assert not sources.imports(path) & {*CLOCKS, "django.db.connection"}, "give the rule facts"


@pytest.mark.parametrize("path", sources.python("web"), ids=str)
def test_pages_are_functions(path: Path) -> None:
    views = [
        node.name
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.ClassDef)
        if any("View" in ast.unparse(base) for base in node.bases)
    ]
    assert views == [], "write a function: fetch, parse, one call, answer"


@pytest.mark.parametrize("path", sources.python("domain"), ids=str)
def test_only_actions_write_to_tables(path: Path) -> None:
    if "actions" not in path.with_suffix("").parts:
        assert writes(path) == set(), "let an action of the noun write: no door can call it"


def writes(path: Path) -> set[str]:
    """The calls and statements by which the file changes a table."""
    found = set()
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(WRITING_SQL.findall(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            word = node.func.attr
            # A dict or a set takes what it is updated with by position; a query, by name.
            if word in WRITING_WORDS or (word == "update" and not node.args):
                found.add(word)
    return found
