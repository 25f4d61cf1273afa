"""Messages through Apprise, and the ping of an outside monitor. Addresses are secrets: none is ever told."""

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import apprise
import httpx

from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind
from callqa.monitoring import chat_robots
from callqa.monitoring.notice import Urgency

URLS_VARIABLE = "CALLQA_NOTIFY_URLS"
_PING_TIMEOUT_S = 10.0
_RETRIES, _RETRY_WAIT_S = 2, 3.0


def addresses(urls_file: Path | None) -> list[str]:
    """Return the Apprise URLs of the environment, separated by blanks, then those of a file, one a line.

    Raises:
        BadInputError: the file cannot be read.
    """
    found = os.environ.get(URLS_VARIABLE, "").split()
    if urls_file is None:
        return found
    try:
        lines = [line.strip() for line in _text(urls_file.read_bytes()).splitlines()]
    except OSError as error:
        cure = "检查 notifications.urls_file；文件每行一个地址，权限 0600"
        raise BadInputError("通知地址文件读不出来", str(urls_file), cure) from error
    return found + [line for line in lines if line and not line.startswith("#")]


def _text(content: bytes) -> str:
    """Return what an editor wrote, Notepad's mark at the beginning or GBK included; addresses are ASCII."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("utf-8", errors="replace")


def readable(urls: Sequence[str]) -> list[Remark]:
    """Return what is wrong with each address that Apprise does not understand."""
    return [problem for _, problem in _services(urls) if problem]


def send(urls: Sequence[str], title: str, body: str, urgency: Urgency) -> list[Remark]:
    """Send one message to every address; services that have colours show how urgent it is.

    Returns:
        A remark for each address that it did not reach; without the address.
    """
    problems: list[Remark] = []
    for number, (service, problem) in enumerate(_services(urls), 1):
        if service is None:
            problems += [problem] if problem else []
        elif (why := _undelivered(service, title, body, apprise.NotifyType(urgency.value))) is not None:
            problems.append(_about(RemarkKind.NOT_DELIVERED, number, urls[number - 1], why=why))
    return problems


def ping(url: str, *, good: bool) -> Remark | None:
    """Tell an outside monitor how the night went: GET the URL, or URL/fail.

    Returns:
        Why it was not told; None when it was.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every URL at INFO
    try:
        told = httpx.get(url if good else f"{url.rstrip('/')}/fail", timeout=_PING_TIMEOUT_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Remark(kind=RemarkKind.MONITOR_SILENT, names={"error": type(error).__name__})
    if told.is_success:
        return None
    return Remark(kind=RemarkKind.MONITOR_REFUSED, figures={"status": told.status_code})


def _services(urls: Sequence[str]) -> list[tuple[apprise.NotifyBase | None, Remark | None]]:
    for quotes_addresses in ("apprise", "urllib3"):
        logging.getLogger(quotes_addresses).setLevel(logging.CRITICAL + 1)
    asset = apprise.AppriseAsset(
        app_id="callqa",
        app_desc="通话质检",
        async_mode=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        default_service_retry=_RETRIES,
        default_service_wait=_RETRY_WAIT_S,
    )
    return [_service(number, url, asset) for number, url in enumerate(urls, 1)]


def _service(
    number: int, url: str, asset: apprise.AppriseAsset
) -> tuple[apprise.NotifyBase | None, Remark | None]:
    service = apprise.Apprise.instantiate(chat_robots.as_apprise(url), asset=asset, suppress_exceptions=True)
    if service is None:
        return None, _about(RemarkKind.ADDRESS_INVALID, number, url)
    return service, None


def _about(kind: RemarkKind, number: int, url: str, **names: str) -> Remark:
    return Remark(kind=kind, figures={"number": number}, names={"scheme": _scheme(url), **names})


def _undelivered(
    service: apprise.NotifyBase, title: str, body: str, colour: apprise.NotifyType
) -> str | None:
    """Send to one service; return None where it arrived, else why not as far as that is known."""
    if robot := chat_robots.robot_of(service):
        return chat_robots.tell(robot, f"{title}\n{body}", tries=1 + _RETRIES, wait_s=_RETRY_WAIT_S) or None
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    sent = sender.notify(title=title, body=body, notify_type=colour, body_format=apprise.NotifyFormat.TEXT)
    return None if sent else ""


def _scheme(url: str) -> str:
    """Return which service an address belongs to, and nothing else of it."""
    scheme, separator, _ = url.partition("://")
    return f"{scheme}://…" if separator and scheme.isalnum() else "…"
