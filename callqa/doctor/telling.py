"""Whether anybody will hear of it: the metrics, and messages."""

import os
from collections.abc import Iterator

from callqa.doctor.check import Check, ok, warn
from callqa.monitoring.notice import Kind
from callqa.operations.messages import metrics, notification
from callqa.storage.session import Site
from reports.words.lines import said


def textfile(site: Site) -> Iterator[Check]:
    """Say where the metrics are written."""
    file = metrics.target(site.configuration)
    if file is None:
        yield ok("没有配置（metrics.textfile），不写")
    elif os.access(file.parent, os.W_OK | os.X_OK) and file.parent.is_dir():
        yield ok(str(file))
    else:
        yield warn(f"写不进 {file.parent}", "建立这个文件夹并给运行用户写权限，见 docs/operations.zh-CN.md")


def addresses(site: Site) -> Iterator[Check]:
    """Read the addresses for messages."""
    count, problems = notification.check(site.configuration)
    for problem in problems:
        yield warn(said(problem), "改 notifications.urls_file 或 CALLQA_NOTIFY_URLS 里的那一行")
    if count:
        yield ok(f"{count} 个地址；用 callqa doctor --notify 发一条测试消息")
    else:
        yield warn("没有配置通知地址，没有人会收到早上的消息", "见 pipeline.yaml 的 notifications")


def test_message(site: Site) -> Iterator[Check]:
    """Send a message to every address."""
    count, _ = notification.check(site.configuration)
    if not count:
        yield from addresses(site)
        return
    problems = notification.tell(site, notification.notice_of(Kind.TEST, site.today()))
    for problem in problems:
        yield warn(said(problem), "检查这个地址、网络和代理")
    if not problems:
        yield ok(f"测试消息已送到 {count} 个地址")
