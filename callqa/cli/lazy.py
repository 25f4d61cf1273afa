"""Commands whose modules are imported when they run, so that each may import what it needs at its top."""

import gc
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class LazyCommand(TyperCommand):
    """A command that is known by its name and its help until somebody runs it or asks for its options.

    Args:
        name: as it is typed.
        target: ``module:function`` of the command, below `callqa.cli` unless it begins with ``callqa.``:
            another door stands beside this one, and neither imports the other. Instead of a function it
            may be a typer app, for a command that does something alone and has commands of its own, too.
        help: its line in the list of commands; a test holds it against the function's docstring.
    """

    def __init__(self, name: str, target: str, help: str) -> None:
        super().__init__(name=name, help=help)
        self._target = target

    def load(self) -> TyperCommand | TyperGroup:
        """Import the command's module and return the command with its options."""
        module, _, name = self._target.partition(":")
        module = module if module.startswith("callqa.") else f"callqa.cli.{module}"
        gc.disable()  # modules stay: to look for garbage among them again and again is a tenth of the start
        try:
            found = getattr(import_module(module), name)
        finally:
            gc.enable()
        made = typer.main.get_command(found if isinstance(found, typer.Typer) else self._alone(found))
        assert isinstance(made, TyperCommand | TyperGroup)  # typer makes nothing else
        made.name = self.name
        return made

    def _alone(self, function: Callable[..., Any]) -> typer.Typer:
        """Return an app of one command."""
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(self.name)(function)
        return alone

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Make the context of the real command: what runs, completes and helps from here on."""
        return self.load().make_context(*arguments, **options)


def lazy_commands(table: Mapping[str, tuple[str, str]], groups: Mapping[str, str]) -> dict[str, Any]:
    """Make commands and groups of commands from a table, in its order.

    Args:
        table: target and help of every command, by its name; one of a group as ``group name``.
        groups: help of every group, by its name.
    """
    made: dict[str, Any] = {}
    for words, (target, told) in table.items():
        group, _, name = words.rpartition(" ")
        if group:
            made.setdefault(group, _group(group, groups[group]))
        (made[group].commands if group else made)[name] = LazyCommand(name, target, told)
    return made


def _group(name: str, told: str) -> TyperGroup:
    return TyperGroup(name=name, help=told, no_args_is_help=True, rich_markup_mode=None)
