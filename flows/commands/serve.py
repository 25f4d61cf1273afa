"""`callqa serve`: the schedule on one machine."""

from flows.adapters import settings
from flows.adapters.logs import say
from flows.commands.common import Config, for_service


def serve(config: Config = settings.DEFAULT_CONFIG) -> None:
    """Run the night by the schedule of the configuration (night.cron), against a Prefect server."""
    configuration = for_service(config)
    from flows import nightly  # noqa: PLC0415 - Prefect takes seconds to import
    from flows.adapters import schedule  # noqa: PLC0415
    from flows.adapters.prefect_server import require_server, resume_broken_off  # noqa: PLC0415

    cron, zone = configuration.settings.night.cron, configuration.settings.timezone
    times = schedule.cron_schedule(cron, zone)
    url = require_server()
    if resume_broken_off(url, schedule.FULL_NAME):
        say("上一晚中途断了，现在接着做")
    say(f"按 {cron}（{zone}）每晚运行，服务器 {url}。按 Ctrl-C 结束，重启以后照常")
    schedule.serve(nightly.nightly, config=configuration.path, schedule=times)
