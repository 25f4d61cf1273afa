"""`callqa status`: how a day stands."""

import typer

from callqa.cli.common import (
    Config,
    Day,
    Json,
    day_or_yesterday,
    end,
    open_site,
    print_json,
    tell_failures,
    tell_ledger,
)
from callqa.days.status import how_far, status
from callqa.model.retention import KIND_WORDS
from callqa.operations.days import standing
from callqa.settings import pipeline_yaml


def show_status(
    day: Day = None, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False
) -> None:
    """Print the ledger of one day."""
    with open_site(config) as site:
        chosen = day_or_yesterday(site, day)
        stands = standing(site, chosen)
    result, holder, gone, going = stands.result, stands.holder, stands.purged, stands.progress
    if as_json:
        print_json({**status(result), "purged": list(gone), "progress": how_far(going)})
    elif stands.is_unknown:
        # no numbers: "0 hits" of a night that never ran would be a lie
        typer.echo(f"{chosen} 还没有运行过　→ callqa run --day {chosen}")
    else:
        tell_ledger(result)
        if gone:
            typer.echo(f"  已按保存期限清理：{'、'.join(KIND_WORDS[kind] for kind in gone)}")
        if holder:
            far = f"，{going}" if going else ""
            typer.echo(f"  正在处理：主机 {holder.host}，进程 {holder.pid}{far}")
        tell_failures(result)
    end(result.ledger().failed)
