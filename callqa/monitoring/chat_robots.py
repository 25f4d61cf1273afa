"""Robots of the chat services that refuse with HTTP 200: 钉钉, 企业微信, 飞书, Lark.

Apprise reads their addresses, but takes every 200 for delivered. A missing keyword, a wrong signature or too
many messages stand in the body of the answer, so that messages are posted here and the answer is read.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

import apprise
import httpx
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot

_TIMEOUT_S = 10.0
_MOST_WORDS = 100
_COPIED = {
    # as the services show them; Apprise takes those of 企业微信 and Lark by itself
    re.compile(r"https://oapi\.dingtalk\.com/robot/send/?\?access_token=(?P<token>[^&\s]+)(?:&secret=(?P<secret>\S+))?"):
        "dingtalk://{secret}{token}",
    re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/(?P<token>[\w-]+)/?"): "feishu://{secret}{token}",
}  # fmt: skip
_CURES = {
    310000: "机器人的安全设置不允许：关键词写“通话质检”，或改用加签、放行本机 IP",
    300001: "机器人不存在或已停用：重新复制地址",
    45009: "发得太频繁：等一分钟再试",
    93000: "机器人不存在：重新复制地址",
    19021: "签名不对：关掉机器人的签名校验",
    19022: "机器人的 IP 白名单里没有本机",
    19024: "机器人的关键词校验不允许：关键词写“通话质检”",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Robot:
    """Where and how a robot is told.

    Args:
        url: with its token.
        body: of a request with a text.
        most_bytes: of one text in UTF-8; a longer one is told in several messages.
        secret: that requests are signed with (钉钉); empty for none.
    """

    url: str = field(repr=False)
    body: Callable[[str], dict[str, Any]]
    most_bytes: int
    secret: str = field(default="", repr=False)


def as_apprise(url: str) -> str:
    """Return an address in Apprise's form where it is one as 钉钉 or 飞书 shows it, else as it is."""
    for copied, form in _COPIED.items():
        if found := copied.fullmatch(url):
            secret = found.groupdict().get("secret") or ""
            return form.format(token=found["token"], secret=f"{secret}@" if secret else "")
    return url


def robot_of(service: apprise.NotifyBase) -> Robot | None:
    """Return the robot that an address is of, or None for every other service."""
    if isinstance(service, NotifyDingTalk):
        url = service.notify_url.format(token=service.token)
        told = partial(_text, at=tuple(map(str, service.targets)))
        return Robot(url=url, body=told, most_bytes=18_000, secret=service.secret or "")
    if isinstance(service, NotifyWeComBot):
        return Robot(url=service.notify_url.format(key=service.key), body=_text, most_bytes=2_000)
    if isinstance(service, NotifyFeishu):
        url = service.notify_url.format(token=service.token).rstrip("/")
        return Robot(url=url, body=_feishu_text, most_bytes=18_000)
    if isinstance(service, NotifyLark):
        return Robot(url=f"{service.notify_url}{service.token}", body=_feishu_text, most_bytes=18_000)
    return None


def tell(robot: Robot, text: str, *, tries: int, wait_s: float) -> str:
    """Post a text to a robot; return in Chinese why it was not taken, or nothing.

    Args:
        tries: for each message, where the network or the service fails.
        wait_s: between them.
    """
    for piece in pieces(text, robot.most_bytes):
        if problem := _posted(robot, piece, tries, wait_s):
            return problem
    return ""


def pieces(text: str, most_bytes: int) -> Iterator[str]:
    """Cut a text between lines, or within one that is too long, so that every piece has its room."""
    piece = ""
    for line in chain.from_iterable(_parts(each, most_bytes) for each in text.splitlines()):
        if piece and len(f"{piece}\n{line}".encode()) > most_bytes:
            yield piece
            piece = line
        else:
            piece = f"{piece}\n{line}" if piece else line
    yield piece


def _parts(line: str, most_bytes: int) -> Iterator[str]:
    step = most_bytes // 4  # no character needs more bytes
    if len(line.encode()) <= most_bytes:
        yield line
    else:
        yield from (line[at : at + step] for at in range(0, len(line), step))


def _posted(robot: Robot, text: str, tries: int, wait_s: float) -> str:
    problem = ""
    for number in range(tries):
        if number:
            time.sleep(wait_s)
        try:
            # httpx would let the signature take the place of the token
            url = httpx.URL(robot.url).copy_merge_params(_signature(robot.secret))
            answer = httpx.post(url, json=robot.body(text), timeout=_TIMEOUT_S)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            problem = f"没有连上（{type(error).__name__}）"
            continue
        if answer.is_success:
            return _refusal(answer, robot)
        problem = f"HTTP {answer.status_code}"
    return problem


def _refusal(answer: httpx.Response, robot: Robot) -> str:
    try:
        said = answer.json()
    except ValueError:
        return "回答不是这类机器人的（不是 JSON）：检查地址"
    if not isinstance(said, Mapping):
        return "回答不是这类机器人的：检查地址"
    code = said.get("errcode", said.get("code", said.get("StatusCode", 0)))
    if code in (0, "0"):
        return ""
    cure = _CURES.get(code) if isinstance(code, int) else None
    words = str(said.get("errmsg") or said.get("msg") or "").split("\n")[0][:_MOST_WORDS]
    hidden = words if not _token(robot.url) else words.replace(_token(robot.url), "…")
    return f"拒绝了：代码 {code} {hidden}".rstrip() + (f"　→ {cure}" if cure else "")


def _token(url: str) -> str:
    return re.split(r"[=/]", url)[-1]


def _signature(secret: str) -> dict[str, str]:
    """Return what 钉钉 wants beside the token of a robot with 加签."""
    if not secret:
        return {}
    now_ms = str(round(time.time() * 1000))
    digest = hmac.new(secret.encode(), f"{now_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": now_ms, "sign": base64.b64encode(digest).decode()}


def _text(text: str, at: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the request of 钉钉 and 企业微信; ``at``: mobile numbers of those who are called."""
    return {"msgtype": "text", "text": {"content": text}} | ({"at": {"atMobiles": list(at)}} if at else {})


def _feishu_text(text: str) -> dict[str, Any]:
    return {"msg_type": "text", "content": {"text": text}}
