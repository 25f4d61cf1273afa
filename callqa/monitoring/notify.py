"""Messages through Apprise, and the ping of an outside monitor. Addresses are secrets: none is ever told."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import apprise
import httpx

from callqa.model.errors import BadInputError
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
        lines = [line.strip() for line in urls_file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        cure = "检查 notifications.urls_file；文件每行一个 Apprise 地址，权限 0600"
        raise BadInputError("通知地址文件读不出来", str(urls_file), cure) from error
    return found + [line for line in lines if line and not line.startswith("#")]


def readable(urls: Sequence[str]) -> list[str]:
    """Return what is wrong with each address that Apprise does not understand, in Chinese."""
    return [problem for _, problem in _services(urls) if problem]


def send(urls: Sequence[str], title: str, body: str, urgency: Urgency) -> list[str]:
    """Send one message to every address; services that have colours show how urgent it is.

    Returns:
        In Chinese, a line for each address that it did not reach; without the address.
    """
    problems = []
    for number, (service, problem) in enumerate(_services(urls), 1):
        if service is not None and not _delivered(service, title, body, apprise.NotifyType(urgency.value)):
            problems.append(f"第 {number} 个通知地址（{_scheme(urls[number - 1])}）没有送达")
        elif problem:
            problems.append(problem)
    return problems


def ping(url: str, *, good: bool) -> str:
    """Tell an outside monitor how the night went: GET the URL, or URL/fail.

    Returns:
        In Chinese, why it was not told; empty when it was.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every URL at INFO
    try:
        told = httpx.get(url if good else f"{url.rstrip('/')}/fail", timeout=_PING_TIMEOUT_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"外部监控（notifications.ping_url）没有应答：{type(error).__name__}"
    return "" if told.is_success else f"外部监控（notifications.ping_url）拒绝了：HTTP {told.status_code}"


def _services(urls: Sequence[str]) -> list[tuple[apprise.NotifyBase | None, str]]:
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


def _service(number: int, url: str, asset: apprise.AppriseAsset) -> tuple[apprise.NotifyBase | None, str]:
    service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if service is None:
        return None, f"第 {number} 个通知地址（{_scheme(url)}）写得不对，Apprise 不认识"
    return service, ""


def _delivered(service: apprise.NotifyBase, title: str, body: str, colour: apprise.NotifyType) -> bool:
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    return bool(
        sender.notify(title=title, body=body, notify_type=colour, body_format=apprise.NotifyFormat.TEXT)
    )


def _scheme(url: str) -> str:
    """Return which service an address belongs to, and nothing else of it."""
    scheme, separator, _ = url.partition("://")
    return f"{scheme}://…" if separator and scheme.isalnum() else "…"
