"""How long things may be. A budget is met by splitting along nouns and verbs."""

import ast
from pathlib import Path

import pytest

from tests.architecture import sources

FILE, FUNCTION, TEMPLATE = 400, 60, 200
EVERYTHING = sources.python("config", "ops", "lib", "domain", "plugins", "flows", "web")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> list[Function]:
    return [
        node
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", EVERYTHING, ids=str)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert (sources.ROOT / path).read_text().count("\n") <= FILE, "split the file"
    long = [f"{each.name}: {lines(each)}" for each in functions(path) if lines(each) > FUNCTION]
    assert long == [], "split the function"


@pytest.mark.parametrize("path", EVERYTHING, ids=str)
def test_yes_and_no_are_said_by_name(path: Path) -> None:
    flags = [
        f"{each.name}({argument.arg})"
        for each in functions(path)
        for argument in each.args.args
        if argument.annotation is not None and ast.unparse(argument.annotation) == "bool"
    ]
    assert flags == [], "make it keyword-only"


@pytest.mark.parametrize("path", sources.templates(), ids=str)
def test_templates_stay_small(path: Path) -> None:
    assert (sources.ROOT / path).read_text().count("\n") <= TEMPLATE, "make a component of a part"


@pytest.mark.parametrize("path", sources.templates(), ids=str)
def test_templates_hold_no_script_and_no_handler(path: Path) -> None:
    text = (sources.ROOT / path).read_text()
    if path.suffix == ".html":
        assert "onclick=" not in text
        assert "onchange=" not in text
        assert "javascript:" not in text


@pytest.mark.parametrize("path", EVERYTHING, ids=str)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    if (sources.ROOT / path).read_text().strip():
        assert ast.get_docstring(sources.tree(path)), "begin the file with one sentence"
