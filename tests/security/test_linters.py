"""What bandit looks for and ruff's S does not, and that nothing is left out without a reason.

Bandit 1.9 and ruff's S have the same rules under the same numbers, but for those below.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ROOT

ROWS = (
    (
        "ruff 的 S 与 bandit 1.9 的全部规则 ruff's S and all rules of bandit 1.9",
        "没有未说明的发现：S 在 make lint 里，ruff 没有的 B401–B415、B613–B615 在测试里 "
        "no finding without its reason: S in `make lint`, what ruff lacks in a test",
    ),
)
ROOMS = ("callqa", "flows", "reports", "scripts", "benchmarks")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
IGNORED = re.compile(r"#\s*noqa: [A-Z0-9, ]*\bS\d{3}\b[A-Z0-9, ]*(?P<reason>.*)")
STARTS_PROCESSES = {  # B404: each of a fixed program of ours, and never by a shell
    "callqa/operations/studio/process.py",
    "callqa/console/operating/pages.py",
    "callqa/console/operating/running.py",
    "callqa/console/operating/children.py",
}
DANGEROUS_IMPORTS = {  # B401 to B415, which ruff has in preview only; B404 is above
    *("telnetlib", "ftplib", "pickle", "cPickle", "dill", "shelve", "jsonpickle", "xmlrpc", "wsgiref"),
    *("xml", "lxml", "Crypto", "pycryptodome", "pyghmi", "twisted"),
}
UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
"""B613: signs that turn the order of what follows, so that a source reads otherwise than it runs."""
LOADS = {"load": "weights_only", "from_pretrained": "revision", "hf_hub_download": "revision"}
"""B614 and B615: what unpacks or fetches a model, and the argument without which it is refused here."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def careless(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            wanted = LOADS.get(node.func.attr)
            if node.func.attr == "load" and owner != "torch":
                continue
            if wanted and wanted not in {keyword.arg for keyword in node.keywords}:
                yield f"{owner}.{node.func.attr} without {wanted}"


def findings(source: str, name: str) -> list[str]:
    tree = ast.parse(source)
    found = {one for one in imports(tree) if one in DANGEROUS_IMPORTS}
    if "subprocess" in imports(tree) and name.startswith("callqa/") and name not in STARTS_PROCESSES:
        found.add("subprocess")
    found |= {"a sign that turns the text"} if UNSEEN.search(source) else set()
    return [f"{name}: {each}" for each in sorted([*found, *careless(tree)])]


def test_nothing_that_only_bandit_would_find() -> None:
    assert [each for path in SOURCES for each in findings(path.read_text("utf-8"), name_of(path))] == []


def test_every_ignored_finding_says_why() -> None:
    ignored = [
        (name_of(path), found["reason"])
        for path in SOURCES
        for found in IGNORED.finditer(path.read_text("utf-8"))
    ]
    assert ignored
    assert [name for name, reason in ignored if not re.search(r"\w", reason)] == []


def test_the_processes_that_are_started_are_those_of_the_list() -> None:
    with_subprocess = {
        name_of(path) for path in SOURCES if "subprocess" in imports(ast.parse(path.read_text("utf-8")))
    }
    assert {name for name in with_subprocess if name.startswith(("callqa/", "flows/", "reports/"))} == (
        STARTS_PROCESSES
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import pickle", ["x.py: pickle"]),
        ("from xml.etree import ElementTree", ["x.py: xml"]),
        ("import torch\ntorch.load(path)", ["x.py: torch.load without weights_only"]),
        ("torch.load(path, weights_only=True)\njson.load(file)", []),
        ("Model.from_pretrained(name)", ["x.py: Model.from_pretrained without revision"]),
        ("a = 'x\u202e'", ["x.py: a sign that turns the text"]),
    ],
)
def test_each_kind_would_be_found(source: str, found: list[str]) -> None:
    assert findings(source, "x.py") == found
