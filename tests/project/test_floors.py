"""The architecture, checked: the pure rooms run without any framework, and imports go down only."""

import ast
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter

import grimp

from tests.support.places import ROOT

FRAMEWORKS = ("prefect", "torch", "sqlalchemy", "funasr", "openpyxl", "fastapi", "watchdog")
PURE = (
    *("callqa.model", "callqa.text", "callqa.days", "callqa.studio"),
    *("callqa.intake", "callqa.rules", "reports.view"),
)
EXCEPT = ("callqa.rules.books", "callqa.rules.in_force", "callqa.rules.published")
IMPORT_PURE = f"""
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({FRAMEWORKS!r}))
for room in {PURE!r}:
    package = importlib.import_module(room)
    for module in pkgutil.walk_packages(package.__path__, room + "."):
        if module.name not in {EXCEPT!r}:
            importlib.import_module(module.name)
            print(module.name)
"""


def test_every_module_of_the_pure_rooms_imports_with_the_frameworks_blocked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_PURE], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "callqa.rules.evaluation.evaluate" in done.stdout


def test_imports_go_down_only() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_the_command_answers_help_without_loading_a_framework() -> None:
    heavy = ("prefect", "torch", "pandas", "funasr", "openpyxl", "sqlalchemy")
    program = f"import sys, callqa.cli.app; print([name for name in {heavy!r} if name in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def imported_with(module: str) -> set[str]:
    """Return what a module of ours brings along when it is imported, whatever its functions import later."""
    done, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        if not name or name in done:
            continue
        done.add(name)
        path = ROOT / name.replace(".", "/")
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.exists():
            names = [each for node in ast.parse(file.read_text("utf-8")).body for each in imported(node)]
            waiting += [*names, name.rpartition(".")[0]]
    return done


def imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
    return []


def test_a_night_with_nothing_due_loads_neither_torch_nor_dictionaries() -> None:
    brought = {name.partition(".")[0] for name in imported_with("flows.nightly")}

    assert {"prefect", "sqlalchemy", "openpyxl"} <= brought  # else nothing was walked through
    assert not brought & {"torch", "funasr", "pypinyin", "pandas"}


PACKAGES = ("callqa", "flows", "reports")
MOST_FILES = 16


def test_no_module_imports_itself_over_others() -> None:
    """Also where an import is for the type checker only: a reader follows those, too."""
    graph = grimp.build_graph(*PACKAGES)
    order = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})

    order.prepare()  # a circle raises, with the modules on it


def test_a_room_can_be_overlooked() -> None:
    rooms = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    )

    assert {room: files for room, files in rooms.items() if files > MOST_FILES} == {}
