"""`callqa db …`: the database of all results."""

from pathlib import Path
from typing import Annotated

import typer

from callqa.cli.common import Config, Json, open_site, print_json
from callqa.model.recording import readable
from callqa.operations import database
from callqa.settings import pipeline_yaml


def upgrade(config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Bring the database to this version; every other command does the same when it opens it."""
    with open_site(config) as site:
        upgraded = database.upgrade(site)
    steps, damage = upgraded.steps, list(upgraded.damage)
    if as_json:
        print_json({"ok": not damage, "steps": steps, "damage": damage})
    else:
        typer.echo(f"数据库已是最新（共 {steps} 步）")
        for problem in damage:
            typer.echo(f"  注意：{problem}")


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; an older backup there is replaced whole.")],
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Copy the SQLite file as it is at this moment, also while a night works on it."""
    with open_site(config) as site:
        size = database.back_up(site, file)
    if as_json:
        print_json({"file": readable(str(file)), "bytes": size})
    else:
        typer.echo(f"已备份到 {readable(str(file))}（{size / 1e6:.1f} MB）")


def compact(config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Give the room that purged data has left in an SQLite file back to the disk; services stopped."""
    with open_site(config) as site:
        sizes = database.compact(site)
    if as_json:
        print_json({"before_bytes": sizes.before, "after_bytes": sizes.after})
    else:
        typer.echo(f"数据库文件从 {sizes.before / 1e6:.1f} MB 缩小到 {sizes.after / 1e6:.1f} MB")


def copy(
    url: Annotated[str, typer.Argument(help="SQLAlchemy URL of an empty database.")],
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Copy all results into another, empty database; then change ``database:`` in the settings."""
    with open_site(config) as site:
        copied = database.copy(site, url)
    if as_json:
        print_json({"rows": sum(copied.values()), "tables": copied})
    else:
        typer.echo(f"已复制 {sum(copied.values())} 行；把 pipeline.yaml 的 database 改成新的地址即可")
