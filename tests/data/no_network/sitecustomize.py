"""Put on PYTHONPATH, lets no process connect to anything but this machine, and writes down who tried."""

import os
import socket
from pathlib import Path
from typing import Any

_LOCAL = ("127.", "::1", "localhost")
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _refuse(address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(address, tuple) and not str(host).startswith(_LOCAL):
        with Path(os.environ["CALLQA_TEST_ATTEMPTS"]).open("a", encoding="utf-8") as file:
            file.write(f"{address}\n")
        raise OSError(101, "Network is unreachable")


def connect(self: socket.socket, address: Any) -> None:
    _refuse(address)
    _connect(self, address)


def connect_ex(self: socket.socket, address: Any) -> int:
    _refuse(address)
    return _connect_ex(self, address)


def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
    if host not in (None, "", "0.0.0.0", "::", socket.gethostname()):
        _refuse((host.decode() if isinstance(host, bytes) else host, 0))
    return _getaddrinfo(host, *arguments, **options)


socket.socket.connect = connect  # type: ignore[method-assign] - that is the point
socket.socket.connect_ex = connect_ex  # type: ignore[method-assign] - the same
socket.getaddrinfo = getaddrinfo
