"""The command ``callqa``. Heavy libraries are imported by the commands that need them."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.adapters import settings
from flows.core.errors import BadInputError, CallqaError, ExitCode
from flows.core.plan import Redo
from flows.core.problems import ProblemsError
from flows.core.status import aside_line, failures, findings_line, ledger_line, status

if TYPE_CHECKING:
    from flows.adapters.settings import Configuration
    from flows.adapters.store import Store
    from flows.core.day import DayResult

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: customer speech
    help="The nightly quality inspection of a call centre, on the customer's own machine.",
)
rules_app = typer.Typer(no_args_is_help=True, help="The supervisors' rule book.")
app.add_typer(rules_app, name="rules")

Config = Annotated[Path, typer.Option("--config", envvar="CALLQA_CONFIG", help="The configuration file.")]
Day = Annotated[str | None, typer.Option("--day", help="YYYY-MM-DD; default: yesterday.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for scripts.")]


def main() -> None:
    """Run the command; every error of ours is one clear line and an exit code."""
    try:
        app()
    except CallqaError as error:
        typer.echo(f"错误：{error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        typer.echo(
            f"错误：{error.filename or ''}：{error.strerror or error}　→ 检查磁盘空间与权限后重跑", err=True
        )
        sys.exit(ExitCode.UNEXPECTED)


def _parse_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInputError(f"{text!r} 不是日期", "--day", "写成 2026-02-14 这样") from error


@contextmanager
def _opened(config: Path) -> Iterator[tuple["Configuration", "Store"]]:
    from flows.adapters.database import Database  # noqa: PLC0415 - half a second, not for --help
    from flows.adapters.store import Store  # noqa: PLC0415

    configuration = settings.load(config)
    database = Database(configuration.database_url)
    try:
        yield configuration, Store(database)
    finally:
        database.close()


def _day_or_yesterday(configuration: "Configuration", day: str | None) -> date:
    return _parse_day(day) or configuration.settings.yesterday(datetime.now(UTC))


def _result(configuration: "Configuration", store: "Store", day: date) -> "DayResult":
    from flows.adapters.results import load_day  # noqa: PLC0415

    return load_day(store, day, configuration.settings.zone, run_id="", now=datetime.now(UTC))


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _exit(failed: int) -> None:
    raise typer.Exit(ExitCode.SOME_FAILED if failed else ExitCode.COMPLETE)


@app.command()
def run(
    day: Day = None,
    redo: Annotated[Redo, typer.Option(help="What to recognise again.")] = Redo.MISSING,
    config: Config = settings.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Run the nightly flow for one day; running it again does only what is missing or stale."""
    chosen = _parse_day(day)
    # our own progress is enough on a terminal; the Prefect server keeps the details
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    from flows import nightly  # noqa: PLC0415 - Prefect takes seconds to import
    from flows.adapters.prefect_server import check_server  # noqa: PLC0415

    configuration = settings.load(config)
    chosen = nightly.choose_day(configuration, chosen, datetime.now(UTC))
    nightly.check_inputs(configuration)
    check_server()
    state: Any = nightly.nightly(chosen, str(configuration.path), redo, return_state=True)
    summary = nightly.summary_of(state)
    with _opened(config) as (_, store):
        result = _result(configuration, store, chosen)
    if as_json:
        _print_json({**status(result), **summary})
    else:
        _tell(result, summary)
    if summary["problem"]:
        raise typer.Exit(ExitCode.UNEXPECTED)
    _exit(summary["failed"])


def _tell_ledger(result: "DayResult") -> None:
    typer.echo(ledger_line(result))
    if aside := aside_line(result):
        typer.echo(aside)
    typer.echo(findings_line(result))


def _tell(result: "DayResult", summary: Any) -> None:
    _tell_ledger(result)
    if summary["tried"]:
        told = f"本次处理 {summary['tried']} 通，其中 {summary['recognised']} 通成功"
        typer.echo(f"{told}；沿用已有结果 {summary['reused']} 通")
    else:
        typer.echo("没有需要识别的录音：全部沿用已有结果")
    if summary["problem"]:
        typer.echo(f"注意：{summary['problem']}。重试：callqa run --day {summary['day']}")
    _tell_failures(result)
    typer.echo(f"网页报告：{summary['html']}")
    typer.echo(f"Excel 报告：{summary['workbook']}")


def _tell_failures(result: "DayResult") -> None:
    failed = failures(result)
    for call_id, reason in failed:
        typer.echo(f"  失败 {call_id}：{reason}")
    if failed:
        typer.echo(f"  重试失败的录音：callqa run --day {result.window.day} --redo failed")


@app.command("status")
def show_status(day: Day = None, config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Print the ledger of one day."""
    with _opened(config) as (configuration, store):
        result = _result(configuration, store, _day_or_yesterday(configuration, day))
    if as_json:
        _print_json(status(result))
    else:
        _tell_ledger(result)
        _tell_failures(result)
    _exit(result.ledger().failed)


@app.command()
def flag(day: Day = None, config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Apply the rule book again to stored transcripts and render the reports: no audio, no model."""
    from flows import qa_rules, report  # noqa: PLC0415 - pandas and openpyxl, not for --help
    from flows.adapters import lease  # noqa: PLC0415

    with _opened(config) as (configuration, store):
        chosen = _day_or_yesterday(configuration, day)
        if not store.recordings(chosen):
            raise BadInputError(f"{chosen} 还没有任何录音结果", "--day", f"先运行 callqa run --day {chosen}")
        with lease.holding(store.database, chosen, configuration.settings.night.lease_minutes * 60):
            qa_rules.flag_day(configuration, store, chosen)
            now = datetime.now(UTC)
            run_id = f"flag-{now:%Y%m%dT%H%M%S}"
            written = report.report_day(configuration, store, chosen, run_id=run_id, now=now)
        result = _result(configuration, store, chosen)
    if as_json:
        _print_json({**status(result), "html": str(written.html), "workbook": str(written.workbook)})
    else:
        _tell_ledger(result)
        typer.echo(f"网页报告：{written.html}")
        typer.echo(f"Excel 报告：{written.workbook}")
    _exit(result.ledger().failed)


@rules_app.command("check")
def rules_check(
    file: Annotated[Path | None, typer.Argument(help="Default: the configured rule book.")] = None,
    config: Config = settings.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Validate a rule book; every error names the line and says what to write instead."""
    from flows import qa_rules  # noqa: PLC0415
    from flows.core.rules.check import describe, warnings  # noqa: PLC0415

    if file is None:
        configuration = settings.load(config)
        file = configuration.resolve(configuration.settings.rules)
    try:
        book = qa_rules.load_book(file)
    except ProblemsError as error:
        if as_json:
            _print_json({"ok": False, "problems": [asdict(problem) for problem in error.problems]})
            raise typer.Exit(error.exit_code) from error
        raise
    summary, cautions = describe(book), warnings(book)
    if as_json:
        told = [asdict(caution.problem) for caution in cautions]
        _print_json({"ok": True, "warnings": told, **asdict(summary)})
        return
    for caution in cautions:
        typer.echo(f"注意：{caution}")
    typer.echo(f"{file}：可以使用")
    typer.echo(str(summary))


@app.command()
def doctor(config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Check everything that tonight needs, each with its cure."""
    from flows.doctor import Level, examine  # noqa: PLC0415 - torch and FunASR take seconds

    checks = examine(config)
    if as_json:
        _print_json(
            {"ok": all(c.level is not Level.FAIL for c in checks), "checks": [c.as_json() for c in checks]}
        )
    else:
        for check in checks:
            typer.echo(check.as_text())
    raise typer.Exit(ExitCode.BAD_INPUT if any(c.level is Level.FAIL for c in checks) else ExitCode.COMPLETE)
