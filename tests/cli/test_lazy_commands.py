"""Commands are known before their modules are imported, and say then what the modules say."""

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from callqa.cli.app import app
from callqa.cli.lazy import LazyCommand

HEAVY = ("prefect", "torch", "pandas", "funasr", "openpyxl", "jinja2", "av", "scipy")
PROGRAM = f"""
import atexit, sys
from callqa.cli.app import main
atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr))
main()
"""


def commands() -> Iterator[Any]:
    root: Any = typer.main.get_command(app)
    for command in root.commands.values():
        yield from getattr(command, "commands", {"": command}).values()


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_the_line_in_the_help_is_the_one_of_the_function(command: LazyCommand) -> None:
    real = command.load()

    first, _, _ = (inspect.getdoc(real.callback) or "").partition("\n\n")
    assert command.help == " ".join(first.split())
    assert real.name == command.name
    assert real.params


@pytest.mark.parametrize("arguments", [["--help"], ["rules", "--help"], ["status"], ["status", "--json"]])
def test_what_is_asked_often_waits_for_no_heavy_library(project: Path, arguments: list[str]) -> None:
    config = [] if "--help" in arguments else ["--config", str(project)]

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments, *config],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stderr.strip()) == (0, "[]")
    assert done.stdout


def test_a_command_that_is_not_there_is_told_with_the_one_that_was_meant(callqa: Any) -> None:
    code, _, err = callqa("statsu")

    assert code == 2
    assert "status" in err
