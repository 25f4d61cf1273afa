"""`callqa console`: the web application, and the way back in for who has lost a password."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from callqa.console.desk import Desk
from callqa.console.serving import serve
from callqa.host import logs
from callqa.operations.accounts import accounts
from callqa.settings import pipeline_yaml
from callqa.storage.session import Site

Config = Annotated[Path, typer.Option("--config", envvar="CALLQA_CONFIG", help="The configuration file.")]
LinkFor = Annotated[
    str | None,
    typer.Option("--link-for", help="Print a link by which this account sets a new password, and end."),
]


def console(link_for: LinkFor = None, config: Config = pipeline_yaml.DEFAULT_CONFIG) -> None:
    """Serve the web application for supervisors and operations, on this machine only by default."""
    with Site.open(config) as site:
        if link_for is not None:
            token = accounts.invite(site, link_for)
            typer.echo(f"{Desk(site=site).origins[0]}/welcome?token={quote(token)}")
            return
        logs.use(site.settings.logs.format)
        serve(site)
