"""The command ``callqa``: every command by its name, and what is said where one fails."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from callqa import __version__
from callqa.cli.lazy import lazy_commands
from callqa.host import logs, terminal
from callqa.host.files import private_files
from callqa.host.logs import say
from callqa.model.errors import CallqaError, ExitCode
from callqa.strict_yaml.problems import ProblemsError
from callqa.text.masking import mask_name

# The function of each command, below callqa.cli or with its full name, and its line in the help. Nothing of
# it is imported before it runs: Prefect, torch and pandas take seconds.
_COMMANDS = {
    "run": (
        "night:run",
        "Run the nightly flow for one day; running it again does only what is missing or stale.",
    ),
    "backfill": (
        "backfill:backfill",
        "Run the nights of a range of days, oldest first; called again after a kill, it goes on.",
    ),
    "status": ("status:show_status", "Print the ledger of one day."),
    "flag": (
        "days:flag",
        "Apply the rule book again to stored transcripts and render the reports: no audio, no model.",
    ),
    "verify": (
        "days:verify",
        "Recompute every hash of a day and reconcile the ledger; names what differs. Changes nothing.",
    ),
    "rules check": (
        "books.rules:check",
        "Validate a rule book; every error names the line and says what to write instead.",
    ),
    "rules publish": (
        "books.publication:publish",
        "Check a rule book and put it in force; another file than the configured one takes its place.",
    ),
    "rules history": (
        "books.publication:history",
        "List the published rule books, newest first, and the last file that was refused.",
    ),
    "rules diff": (
        "books.publication:diff",
        "Say in words what one published book has gained and lost against another.",
    ),
    "rules rollback": (
        "books.publication:roll_back",
        "Put an earlier book in force again, and its text back into the configured file.",
    ),
    "rules try": (
        "books.trial:try_rules",
        "Show what a changed rule book gains and loses against the published one; publishes nothing.",
    ),
    "rules suggest": (
        "books.suggest:suggest_rules",
        "Propose exceptions for hits judged false, each with its effect on stored days; changes nothing.",
    ),
    "rules schema": (
        "books.rules:schema",
        "Make the JSON Schema by which editors complete and check a rule book (config/keywords.schema.json).",
    ),
    "db upgrade": (
        "store:upgrade",
        "Bring the database to this version; every other command does the same when it opens it.",
    ),
    "db backup": (
        "store:backup",
        "Copy the SQLite file as it is at this moment, also while a night works on it.",
    ),
    "db restore": (
        "store:restore",
        "Put a backup in the SQLite database's place; what was forgotten since stays forgotten.",
    ),
    "db compact": (
        "store:compact",
        "Give the room that purged data has left in an SQLite file back to the disk; services stopped.",
    ),
    "db copy": (
        "store:copy",
        "Copy all results into another, empty database; then change ``database:`` in the settings.",
    ),
    "report": ("report:report", "Render the reports of stored days again, or write them for other readers."),
    "review import": (
        "review:import_",
        "Take verdicts back, all of them or none, and show them in the reports; twice is once.",
    ),
    "review precision": (
        "review:precision",
        "Print how right every rule was, by what supervisors said, each with its denominator.",
    ),
    "review misses": (
        "review:misses",
        "List what supervisors heard that no rule has found since, and as examples for the rule book.",
    ),
    "watch": (
        "books.watch:watch",
        "Check the rule book whenever it is saved: publish a good one, refuse a bad one with its reasons.",
    ),
    "purge": (
        "data:purge",
        "Remove what is older than the limits of ``retention``; recordings are never touched.",
    ),
    "forget": (
        "data:forget",
        "Remove a customer's calls from all results and never analyse them again; recordings stay.",
    ),
    "find": (
        "find:find",
        "Find calls by what was said in them, newest first, each with where and the words around it.",
    ),
    "audit": (
        "data:audit",
        "Print who published rules, imported verdicts, exported, copied, purged and forgot; oldest first.",
    ),
    "doctor": ("doctor:doctor", "Check everything that tonight needs, each with its cure."),
    "clock": (
        "doctor:clock",
        "Say whether the clock contradicts earlier runs, so that no night runs by it; or accept it.",
    ),
    "expect": (
        "days:expect",
        "Tell everybody when a day has no complete report by now: the check that the night ran at all.",
    ),
    "console": (
        "callqa.console.command:console",
        "Serve the web application for supervisors and operations, on this machine only by default.",
    ),
    "serve": (
        "night:serve",
        "Run the night by the schedule of the configuration (night.cron), against a Prefect server.",
    ),
}
_GROUPS = {
    "rules": "The supervisors' rule book.",
    "db": "The database of all results.",
    "review": "Supervisors' verdicts on hits.",
}


class _Root(TyperGroup):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "commands": lazy_commands(_COMMANDS, _GROUPS)})


app = typer.Typer(
    cls=_Root,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: importing rich takes longer than everything else that --help does
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


def main() -> None:
    """Run the command; every error of ours is one clear line and an exit code."""
    terminal.prepare()
    private_files()
    try:
        app()
    except CallqaError as error:
        told = error.pictured() if isinstance(error, ProblemsError) else str(error)
        say(f"错误：{mask_name(told)}", error=True)
        sys.exit(error.exit_code)
    except OSError as error:
        what = f"{mask_name(str(error.filename or ''))}：{error.strerror or type(error).__name__}"
        say(f"错误：{what}　→ 检查磁盘空间与权限后重跑", error=True)
        sys.exit(ExitCode.UNEXPECTED)
    except Exception as error:  # Python's own traceback would print its text: perhaps customer speech
        logs.unexpected(error, "running a command")
        say(f"错误：程序意外出错（{type(error).__name__}）　→ 请把上面几行交给维护人员", error=True)
        sys.exit(ExitCode.UNEXPECTED)
