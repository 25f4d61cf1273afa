"""Somebody who gets the product's messages: a real server on loopback."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = "t0ken-of-somebody"


@dataclass
class Received:
    """What came in: paths that were asked for and with which passwords, JSON bodies that were posted."""

    port: int = 0
    status: int = 200
    answer: bytes = b""
    asked: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)
    posted_to: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/{SECRET}"


@contextmanager
def receiving() -> Iterator[Received]:
    """Yield a receiver for as long as the block lasts."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            received.asked.append(self.path)
            received.passwords.append(self.headers["Authorization"] or "")
            self._answer()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posted.append(json.loads(body))
            received.posted_to.append(self.path)
            self._answer()

        def _answer(self) -> None:
            self.send_response(received.status)
            self.end_headers()
            self.wfile.write(received.answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield received
    server.shutdown()
    server.server_close()
    thread.join()
