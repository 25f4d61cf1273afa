"""What a test needs, as markers."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

import pytest

_NEEDS = {
    "server": {"prefect_server", "served_night"},
    "model": {"demo_recogniser", "silero", "loaded", "funasr"},
    "browser": {"browser"},
    "postgresql": {"postgresql_socket"},
    "day": {"callqa", "recogniser", "reported", "workbook"},
    "slow": {"shipped_book"},
}
"""Markers of pyproject.toml and what brings them: fixtures and modules; a test may bring one itself."""
_EXCLUDING = re.compile(r"not \w+( and not \w+)*")
_OF_THE_FILE = re.compile(r"^pytestmark = (?:\[\n.*?^\]|.*?$)", re.MULTILINE | re.DOTALL)
_IMPORTED = re.compile(r'^pytest\.importorskip\("(\w+)"\)', re.MULTILINE)


def mark(item: pytest.Item) -> None:
    """Add the markers of what a test needs."""
    if isinstance(item, pytest.Function):
        for name in _brought_by(set(item.fixturenames)) | of_file(item.path):
            item.add_marker(name)
        if _starts_a_program(item.function):
            item.add_marker("program")


def is_outside(path: Path, expression: str) -> bool:
    """Tell without importing a file whether a choice of markers takes none of its tests.

    To import what the tests of models and servers import takes longer than a quick run may.

    Args:
        path: a file of tests.
        expression: of `-m`; only one that excludes and does nothing else is understood.
    """
    excluded = {*re.findall(r"not (\w+)", expression)} if _EXCLUDING.fullmatch(expression) else set()
    return bool(excluded and excluded & of_file(path))


@cache
def of_file(path: Path) -> frozenset[str]:
    """Return the markers that every test of a file has, as far as they can be read off its text."""
    text = path.read_text(encoding="utf-8")
    written = _OF_THE_FILE.search(text)
    marked = written[0] if written else ""
    needed = {*re.findall(r'"(\w+)"', marked), *_IMPORTED.findall(text)}
    return frozenset(re.findall(r"mark\.(\w+)", marked)) & _NEEDS.keys() | _brought_by(needed)


def _starts_a_program(test: Callable[..., object]) -> bool:
    """Return whether a test starts another program, or a function of its file that it calls does."""
    if not isinstance(test, FunctionType):
        return False
    called = [test.__globals__.get(name) for name in test.__code__.co_names]
    functions = [test, *(each for each in called if isinstance(each, FunctionType))]
    codes = [code for each in functions for code in (each.__code__, *each.__code__.co_consts)]
    return any("subprocess" in code.co_names for code in codes if isinstance(code, CodeType))


def _brought_by(needed: set[str]) -> set[str]:
    return {name for name, bring in _NEEDS.items() if bring & needed}
