"""`callqa doctor`, `callqa clock`: whether this machine is ready for tonight, and knows which one it is."""

from typing import Annotated

import typer

from callqa.cli.common import Config, Json, open_site, print_json
from callqa.doctor.check import Level
from callqa.doctor.doctor import examine
from callqa.model.errors import ExitCode
from callqa.operations.upkeep import clock as clocks
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


def clock(
    accept: Annotated[
        bool, typer.Option("--accept", help="Say that the clock is right: nights go on by it.")
    ] = False,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Say whether the clock contradicts earlier runs, so that no night runs by it; or accept it."""
    with open_site(config) as site:
        reopened = clocks.accept(site) if accept else []
        found = clocks.read(site)
    wrong = found.behind or found.ahead
    if as_json:
        print_json(
            {
                "ok": wrong is None,
                "now": found.now.isoformat(),
                "last_run": found.last and found.last.isoformat(),
                "last_report": found.reported and found.reported.isoformat(),
                "reopened": [day.isoformat() for day in reopened],
            }
        )
    else:
        typer.echo(f"现在是 {found.now:%Y-%m-%d %H:%M}（{site.zone.key}）")
        if reopened:
            typer.echo(f"这些还没有到的日子不再算出过报告：{'、'.join(map(str, reopened))}")
        typer.echo(f"{wrong.what}　→ {wrong.cure}" if wrong else "与以前的运行没有矛盾")
    raise typer.Exit(ExitCode.BAD_INPUT if wrong else ExitCode.COMPLETE)
