"""`callqa db …`: the database of all results."""

from pathlib import Path
from typing import Annotated

import typer

from callqa.cli.common import Config, Json, open_site, print_json
from callqa.model.recording import readable
from callqa.operations import database
from callqa.operations.upkeep import restore as restoration
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


def restore(
    file: Annotated[Path, typer.Argument(help="Written by callqa db backup.")],
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Put a backup in the SQLite database's place; what was forgotten since stays forgotten."""
    with open_site(config) as site:
        restored = restoration.restore(site, file)
    if as_json:
        days = [{"day": day.isoformat(), "forgotten_again": count} for day, count in restored.days.items()]
        print_json({"file": readable(str(file)), "compared": restored.compared, "days": days})
        return
    typer.echo(f"已用 {readable(str(file))} 恢复数据库")
    for day, count in restored.days.items():
        typer.echo(f"  {day}：备份以后按要求删除的 {count} 通已再次删除；重出：callqa report --day {day}")
    if not restored.compared:
        typer.echo("注意：原来没有数据库可对照，备份以后按要求删除的通话又在了：再运行一次 callqa forget")


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
