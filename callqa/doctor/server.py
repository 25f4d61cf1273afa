"""Whether the night will begin: the Prefect server, and what it has planned."""

from collections.abc import Iterator
from datetime import timedelta

from callqa.doctor.check import Check, bad, ok, warn
from callqa.host import places
from callqa.model.errors import CallqaError
from callqa.storage.session import Site
from flows import schedule
from flows.server import Planned, asks_for_no_password, check_server, planned

_SILENT = timedelta(minutes=2)
"""`callqa serve` asks the server for runs to start every ten seconds."""
_OPEN = "Prefect 服务器没有密码：这台机器上的任何用户都能让它以 callqa 的身份运行程序"
_CLOSE = "给服务器设 PREFECT_SERVER_API_AUTH_STRING，给 callqa 设相同的 PREFECT_API_AUTH_STRING，然后重启两者"
_SERVICE = "（系统服务：systemctl restart callqa-schedule）"
_RUNNERS = {  # what starts the nights of a deployment, and how it is started
    schedule.FULL_NAME: ("callqa serve", f"callqa serve{_SERVICE}"),
    schedule.BY_WORKER: ("prefect worker", "prefect worker start --pool callqa --limit 1（见 prefect.yaml）"),
}


def server(_site: Site) -> Iterator[Check]:
    """Ask the Prefect server."""
    places.refuse_unusable()
    url = check_server()
    if url:
        yield ok(url)
        if asks_for_no_password(url):
            yield warn(_OPEN, _CLOSE)
    else:
        yield warn("没有配置 Prefect 服务器，每次运行临时启动一个", "无人值守时运行 prefect server start")


def nights(site: Site) -> Iterator[Check]:
    """Say when the next night begins, and whether anything will begin it."""
    cron, zone = site.settings.night.cron, site.settings.timezone
    following = schedule.next_run(cron, zone)
    yield ok(f"按 night.cron {cron}，下一次是 {following:%Y-%m-%d %H:%M}（{zone}）")
    try:
        url = check_server()
        registered = {name: known for name in _RUNNERS if url and (known := planned(name))}
    except CallqaError as error:
        yield warn(f"{error.what}，查不到它排好的下一次", "见上一项 Prefect")
        return
    if not url:
        yield warn("没有配置 Prefect 服务器，查不到它排好的下一次", "设 PREFECT_API_URL 后再查")
    elif not registered:
        yield warn("服务器没有登记每晚的运行，到时间不会开始", f"运行 callqa serve{_SERVICE}")
    for name, known in registered.items():
        yield from _registered(site, known, *_RUNNERS[name])


def _registered(site: Site, known: Planned, runner: str, start: str) -> Iterator[Check]:
    """Compare what the server has planned with what the configuration says."""
    night, zone = site.settings.night, site.settings.zone
    wanted = (f"{night.cron} ({zone.key})",)
    if not known.crons:
        yield bad("服务器上的定时已暂停，到时间不会开始", f"恢复定时，或重启 {start}")
    elif known.crons != wanted:
        told = f"服务器上排的是 {'、'.join(known.crons)}，与配置 {wanted[0]} 不同"
        yield warn(told, f"重启 {start}，让改动生效")
    if known.polled is None or site.now() - known.polled > _SILENT:
        since = f"（上次 {known.polled.astimezone(zone):%m-%d %H:%M}）" if known.polled else ""
        yield bad(f"{runner} 没有在运行{since}，到时间不会开始", f"运行 {start}")
    elif known.next_run and known.crons:
        following = known.next_run.astimezone(zone)
        yield ok(f"{runner} 在运行，服务器已排好 {following:%Y-%m-%d %H:%M}（{zone.key}）")
