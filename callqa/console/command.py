"""`callqa console`: the web application, the way back in for who has lost a password, and tokens."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from callqa.console.desk import Desk
from callqa.console.serving import serve
from callqa.host import logs
from callqa.model.access.account import Capability
from callqa.model.access.token import SCOPES, Token, grantable
from callqa.model.errors import BadInputError
from callqa.operations.accounts import accounts, tokens
from callqa.settings import pipeline_yaml
from callqa.storage.session import Site

Config = Annotated[Path, typer.Option("--config", envvar="CALLQA_CONFIG", help="The configuration file.")]
LinkFor = Annotated[
    str | None,
    typer.Option("--link-for", help="Print a link by which this account sets a new password, and end."),
]
_DAYS = 90
_NAMES = ", ".join(each.value for each in SCOPES)

console = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
_token = typer.Typer(rich_markup_mode=None, no_args_is_help=True)
console.add_typer(_token, name="token", help="Tokens by which programs ask the console (/api/v1).")


@console.callback(invoke_without_command=True)
def start(
    context: typer.Context, link_for: LinkFor = None, config: Config = pipeline_yaml.DEFAULT_CONFIG
) -> None:
    """Serve the web application for supervisors and operations, on this machine only by default."""
    if context.invoked_subcommand:
        return
    with Site.open(config) as site:
        if link_for is not None:
            token = accounts.invite(site, link_for)
            typer.echo(f"{Desk(site=site).origins[0]}/welcome?token={quote(token)}")
            return
        logs.use(site.settings.logs.format)
        serve(site)


@_token.command()
def create(
    account: Annotated[str, typer.Argument(help="Whose it is: it may never do more than they may.")],
    label: Annotated[str, typer.Option("--label", help="What it is for.")],
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", help=f"Once for each of: {_NAMES}; default: all they may.")
    ] = None,
    days: Annotated[int, typer.Option("--days", help="How long it lives.")] = _DAYS,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
) -> None:
    """Make a token and print it; it is not shown again."""
    with Site.open(config) as site:
        owner = tokens.account_of(site, account)
        chosen = frozenset(map(_scope, scopes)) if scopes else frozenset(grantable(owner))
        secret, made = tokens.create(site, owner, label, chosen, days)
        typer.echo(f"令牌（只显示这一次）：{secret}")
        typer.echo(_line(site, made))


@_token.command("list")
def list_(config: Config = pipeline_yaml.DEFAULT_CONFIG) -> None:
    """List everybody's tokens, newest first."""
    with Site.open(config) as site:
        for each in tokens.owned(site):
            typer.echo(_line(site, each))


@_token.command()
def revoke(
    number: Annotated[int, typer.Argument(help="Of the token, as `list` prints it.")],
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
) -> None:
    """Revoke a token: it opens nothing from now on."""
    with Site.open(config) as site:
        typer.echo(f"已收回：{_line(site, tokens.revoke(site, number))}")


def _scope(text: str) -> Capability:
    if text not in SCOPES:
        raise BadInputError(f"没有“{text}”这种用途", "--scope", f"可以写：{_NAMES}")
    return Capability(text)


def _line(site: Site, token: Token) -> str:
    until = f"{token.expires_at.astimezone(site.zone):%Y-%m-%d}"
    used = f"{token.used_at.astimezone(site.zone):%Y-%m-%d %H:%M}" if token.used_at else "没有用过"
    scopes = " ".join(each.value for each in SCOPES if each in token.scopes)
    return f"{token.number}　{token.account}　{token.label}　有效到 {until}　最近使用：{used}　{scopes}"
