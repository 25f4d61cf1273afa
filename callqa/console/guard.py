"""What no request gets past: the Host it names, the site it comes from, and the headers of every answer."""

from collections.abc import Iterable, MutableMapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callqa.console.api.answers import error, is_for_programs

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LIVE = "/studio/live/socket"
"""The WebSocket of our own pages."""
PROGRAM_SOCKETS = frozenset({"/", "/v1/funasr"})
"""WebSockets of programs, which show a token; no cookie opens them, so that it does not matter who asks."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BYTES = 4 << 20
"""Of a request's body: forms, a rule book, a piece of a recording at most."""
_MOST_DIGITS = 15
_FORM_BYTES = 1 << 20
"""Of what stands around a recording in a form of many parts."""
RECORDINGS = "/v1/audio/transcriptions"
"""Where programs send whole recordings; nothing of one is read before its token is known."""


class Guard:
    """Refuses what does not come from the console's own pages; pure ASGI, so that nothing is left out.

    Args:
        app: that is guarded.
        origins: addresses by which browsers may reach it.
        is_secure: whether they are HTTPS.
        most_recording: bytes of a recording that a program may send at once.
    """

    def __init__(
        self, app: ASGIApp, *, origins: Iterable[str], is_secure: bool, most_recording: int = 0
    ) -> None:
        self._app = app
        self._most = {RECORDINGS: most_recording + _FORM_BYTES}
        self._origins = frozenset(origins)
        self._hosts = frozenset(urlsplit(origin).netloc for origin in self._origins)
        self._secure = {"strict-transport-security": "max-age=31536000"} if is_secure else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        app: ASGIApp = refusal or self._app
        if scope["type"] == "websocket":
            if refusal or not self._is_our_socket(scope):
                await send({"type": "websocket.close", "code": 4403})
                return
            await self._app(scope, receive, send)
            return
        await app(scope, receive, self._dressed(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), str(scope.get("path", ""))
        if headers.get("host", "") not in self._hosts:
            return _refused(path, 421, "这个地址不是控制台的地址：请用 console.url 里的地址打开")
        if scope.get("method", "GET") in _SAFE:
            return None
        if not _is_short(headers, self._most.get(path, MOST_BYTES)):
            return _refused(path, 413, "请求太大")
        # no page of another site can send a token along, and a cookie opens nothing there
        if not (is_for_programs(path) or self._is_ours(headers)):
            return _refused(path, 403, "请求不是从控制台的页面来的，已拒绝")
        return None

    def _is_our_socket(self, scope: Scope) -> bool:
        """Whether a WebSocket is a program's, or a page of ours opens ours: browsers name their site."""
        if scope.get("path") in PROGRAM_SOCKETS:
            return True
        return scope.get("path") == LIVE and Headers(scope=scope).get("origin") in self._origins

    def _is_ours(self, headers: Headers) -> bool:
        """Whether a request that changes something comes from a page of ours, by what browsers say of it."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is None and origin is None:
            return False
        return site in (None, "same-origin") and (origin is None or origin in self._origins)

    def _dressed(self, scope: Scope, send: Send) -> Send:
        is_static = str(scope.get("path", "")).startswith("/static/")

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(message, {**_HEADERS, **self._secure}, is_static=is_static)
            await send(message)

        return dressed


def _refused(path: str, status: int, told: str) -> Response:
    return error(status, told) if is_for_programs(path) else PlainTextResponse(told, status)


def _is_short(headers: Headers, most: int) -> bool:
    length = headers.get("content-length", "")
    # "²" is a digit to Python and no number, and a number of thousands of digits is refused with an error
    return length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS and int(length) <= most


def _dress(message: MutableMapping[str, object], headers: dict[str, str], *, is_static: bool) -> None:
    answered = MutableHeaders(raw=message["headers"])  # type: ignore[arg-type]  # a list of pairs, by the ASGI specification
    answered.update(headers)
    if not is_static:
        answered["cache-control"] = "no-store"
