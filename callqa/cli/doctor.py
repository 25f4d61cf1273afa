"""`callqa doctor`: whether this machine is ready for tonight."""

from typing import Annotated

import typer

from callqa.cli.common import Config, Json, print_json
from callqa.doctor.doctor import Level, examine
from callqa.model.errors import ExitCode
from callqa.settings import pipeline_yaml


def doctor(
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    notify: Annotated[bool, typer.Option("--notify", help="Send a test message to every address.")] = False,
    as_json: Json = False,
) -> None:
    """Check everything that tonight needs, each with its cure."""
    checks = examine(config, notify=notify)
    if as_json:
        print_json(
            {"ok": all(c.level is not Level.FAIL for c in checks), "checks": [c.as_json() for c in checks]}
        )
    else:
        for check in checks:
            typer.echo(check.as_text())
    raise typer.Exit(ExitCode.BAD_INPUT if any(c.level is Level.FAIL for c in checks) else ExitCode.COMPLETE)
