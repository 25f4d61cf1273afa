"""`callqa rules …`: the supervisors' rule book."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from callqa.cli.common import Config, Json, print_json
from callqa.cli.review import precision_json, precision_lines, precision_so_far
from callqa.host.files import replacing
from callqa.model.errors import BadInputError
from callqa.model.review.precision import RulePrecision
from callqa.rules.advice.diff import describe
from callqa.rules.advice.explain import explanations
from callqa.rules.books import cautions, load_book
from callqa.rules.language.json_schema import json_schema
from callqa.settings import pipeline_yaml
from callqa.storage.session import utc_now
from callqa.strict_yaml.problems import Problem, ProblemsError


def check(
    file: Annotated[Path | None, typer.Argument(help="Default: the configured rule book.")] = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    explain: Annotated[bool, typer.Option("--explain", help="Show the spoken forms of each word.")] = False,
    as_json: Json = False,
) -> None:
    """Validate a rule book; every error names the line and says what to write instead."""
    reviewed: tuple[RulePrecision, ...] = ()
    if file is None:
        configuration = pipeline_yaml.load(config)
        file = configuration.resolve(configuration.settings.rules)
        reviewed = precision_so_far(config)
    try:
        book = load_book(file)
    except BadInputError as error:
        if as_json:
            print_json({"ok": False, "problems": _problems(error)})
            raise typer.Exit(error.exit_code) from error
        raise
    summary, found = describe(book), cautions(file, utc_now().astimezone().date())
    if as_json:
        told = {
            key: [asdict(caution.problem) for caution in found if caution.is_remark is remark]
            for key, remark in (("warnings", False), ("remarks", True))
        }
        precision = [precision_json(each) for each in reviewed]
        print_json({"ok": True, **told, **asdict(summary), "precision": precision})
        return
    for caution in found:
        typer.echo(f"{'说明' if caution.is_remark else '注意'}：{caution.problem.pictured()}")
    for each in explanations(book) if explain else ():
        typer.echo(str(each))
    typer.echo(f"{file}：可以使用")
    typer.echo(str(summary))
    for line in precision_lines(reviewed, {rule.rule_id: rule.name for rule in book.rules}):
        typer.echo(f"  {line}")


def _problems(error: BadInputError) -> list[dict[str, Any]]:
    if isinstance(error, ProblemsError):
        return [asdict(problem) for problem in error.problems]
    return [asdict(Problem(where=error.where, line=0, what=error.what, cure=error.cure))]


def schema(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; default: print it.")] = None,
) -> None:
    """Make the JSON Schema by which editors complete and check a rule book (config/keywords.schema.json)."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if file is None:
        typer.echo(text, nl=False)
        return
    with replacing(file) as temporary:
        temporary.write_text(text, encoding="utf-8")
