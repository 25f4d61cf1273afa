"""`callqa doctor`: whether this machine is ready for tonight."""

import typer

from flows.adapters import settings
from flows.commands.common import Config, Json, print_json
from flows.core.errors import ExitCode


def doctor(config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Check everything that tonight needs, each with its cure."""
    from flows.doctor import Level, examine  # noqa: PLC0415 - torch and FunASR take seconds

    checks = examine(config)
    if as_json:
        print_json(
            {"ok": all(c.level is not Level.FAIL for c in checks), "checks": [c.as_json() for c in checks]}
        )
    else:
        for check in checks:
            typer.echo(check.as_text())
    raise typer.Exit(ExitCode.BAD_INPUT if any(c.level is Level.FAIL for c in checks) else ExitCode.COMPLETE)
