"""`callqa audit`: who did what to the results."""

import typer

from flows.adapters import settings
from flows.commands.common import Config, Json, opened, print_json


def audit(config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Print who published rules, imported verdicts, exported, copied, purged and forgot; oldest first."""
    from flows.adapters.audit import entries  # noqa: PLC0415 - SQLAlchemy, not for --help

    with opened(config) as (_, store):
        found = entries(store.database)
    if as_json:
        shown = [
            {"at": each.at.isoformat(), "who": each.who, "deed": each.deed.value, "about": dict(each.about)}
            for each in found
        ]
        print_json({"entries": shown})
        return
    for entry in found:
        typer.echo(str(entry))
    if not found:
        typer.echo("审计记录还是空的")
