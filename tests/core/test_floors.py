"""The architecture, checked: the core runs without any framework, and imports go down only."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRAMEWORKS = ("prefect", "pandas", "torch", "sqlalchemy", "funasr", "openpyxl", "jinja2", "numpy", "yaml")
IMPORT_CORE = f"""
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({FRAMEWORKS!r}))
import flows.core
for module in pkgutil.walk_packages(flows.core.__path__, "flows.core."):
    importlib.import_module(module.name)
    print(module.name)
"""


def test_every_core_module_imports_with_the_frameworks_blocked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_CORE], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "flows.core.rules.evaluate" in done.stdout


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
    program = f"import sys, flows.cli; print([name for name in {heavy!r} if name in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
