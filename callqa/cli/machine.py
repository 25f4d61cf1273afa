"""`callqa doctor` and `callqa expect`: whether this machine is ready for tonight, and whether it ran."""

from typing import Annotated

import typer

from callqa.cli.common import Config, Day, Json, day_or_yesterday, for_service, open_site, print_json
from callqa.model.errors import ExitCode
from callqa.settings import pipeline_yaml


def doctor(
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    notify: Annotated[bool, typer.Option("--notify", help="Send a test message to every address.")] = False,
    as_json: Json = False,
) -> None:
    """Check everything that tonight needs, each with its cure."""
    from callqa.doctor.doctor import Level, examine  # noqa: PLC0415 - torch and FunASR take seconds

    checks = examine(config, notify=notify)
    if as_json:
        print_json(
            {"ok": all(c.level is not Level.FAIL for c in checks), "checks": [c.as_json() for c in checks]}
        )
    else:
        for check in checks:
            typer.echo(check.as_text())
    raise typer.Exit(ExitCode.BAD_INPUT if any(c.level is Level.FAIL for c in checks) else ExitCode.COMPLETE)


def expect(day: Day = None, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Tell everybody when a day has no complete report by now: the check that the night ran at all."""
    from callqa.operations.messages import notification  # noqa: PLC0415 - pandas and openpyxl, not for --help

    for_service(config)
    with open_site(config) as site:
        chosen = day_or_yesterday(site, day)
        found = notification.expect(site, chosen)
    problem, unsent = found.problem, list(found.unsent)
    if as_json:
        print_json({"day": str(chosen), "ok": not problem, "problem": problem, "unsent": unsent})
    else:
        typer.echo(f"{chosen}：{problem or '报告完整'}")
        for each in unsent:
            typer.echo(f"注意：{each}")
    raise typer.Exit(ExitCode.NOT_THERE if problem else ExitCode.COMPLETE)
