"""The command ``callqa``. Heavy libraries are imported by the commands that need them."""

import sys
from typing import Annotated

import typer

from callqa import __version__
from callqa.cli import backfill, data, days, machine, night, report, review, rules, store, watch
from callqa.host import logs
from callqa.host.files import private_files
from callqa.host.logs import say
from callqa.model.errors import CallqaError, ExitCode
from callqa.strict_yaml.problems import ProblemsError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: customer speech
    help="The nightly quality inspection of a call centre, on the customer's own machine.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"callqa {__version__}")
        raise typer.Exit


@app.callback()
def callqa(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """Accept the options that stand before a command."""


app.command()(night.run)
app.command()(backfill.backfill)
app.command("status")(days.show_status)
app.command()(days.flag)
app.command()(days.verify)
app.add_typer(rules.app, name="rules")
app.add_typer(store.app, name="db")
app.command("report")(report.report)
app.add_typer(review.app, name="review")
app.command()(watch.watch)
app.command()(data.purge)
app.command()(data.forget)
app.command()(data.audit)
app.command()(machine.doctor)
app.command()(machine.expect)
app.command("serve")(night.serve)


def main() -> None:
    """Run the command; every error of ours is one clear line and an exit code."""
    private_files()
    try:
        app()
    except CallqaError as error:
        told = error.pictured() if isinstance(error, ProblemsError) else str(error)
        say(f"错误：{told}", error=True)
        sys.exit(error.exit_code)
    except OSError as error:
        what = f"{error.filename or ''}：{error.strerror or error}"
        say(f"错误：{what}　→ 检查磁盘空间与权限后重跑", error=True)
        sys.exit(ExitCode.UNEXPECTED)
    except Exception as error:  # Python's own traceback would print its text: perhaps customer speech
        logs.unexpected(error, "running a command")
        say(f"错误：程序意外出错（{type(error).__name__}）　→ 请把上面几行交给维护人员", error=True)
        sys.exit(ExitCode.UNEXPECTED)
