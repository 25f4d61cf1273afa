"""The console's process: what it loads, and where it may listen."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from callqa.console.serving import refuse_open_door
from callqa.model.access.account import AccountRole
from callqa.model.errors import BadInputError
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from tests.console.calls.days import store_whole_day
from tests.support.builders import DAY
from tests.support.consoles import console_in
from tests.support.places import ROOT
from tests.support.project import write_project

PATIENCE_S = 120
"""How long a process may take for anything: only a failure waits so long."""
NIGHT = """
import sys, time
from datetime import UTC, date, datetime
from pathlib import Path
from callqa.console.operating.children import Children, Work
from callqa.storage.session import Site
there, done = Path(sys.argv[2]), Path(sys.argv[3])
night = "import pathlib, sys, time\\n"
night += f"pathlib.Path({str(there)!r}).touch()\\n"
night += f"while pathlib.Path({str(there)!r}).exists(): time.sleep(0.01)\\n"
night += f"pathlib.Path({str(done)!r}).touch()"
with Site.open(sys.argv[1]) as site:
    children = Children(callqa=(sys.executable, "-c", night))
    children.start(site, Work.REPORT, date(2026, 11, 21), lambda _: "night.log")
    time.sleep(600)
"""


def test_it_loads_no_model_and_no_prefect() -> None:
    heavy = ("torch", "funasr", "prefect", "pandas")
    program = (
        f"import sys, callqa.console.command; print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def configured(folder: Path, **console: Any) -> Configuration:
    configuration = pipeline_yaml.load(write_project(folder))
    settings = configuration.settings
    changed = type(settings.console).model_validate({**settings.console.model_dump(), **console})
    return replace(configuration, settings=settings.model_copy(update={"console": changed}))


@pytest.mark.parametrize(
    ("console", "told"),
    [
        ({"address": "0.0.0.0"}, "不加密"),
        ({"address": "0.0.0.0", "proxies": ["10.0.0.1"]}, "console.url"),
        ({"proxies": ["10.0.0.1"], "url": "http://qa.example.com"}, "https://"),
        ({"tls": {"certificate": "cert.pem"}}, "一起写"),
        ({"tls": {"certificate": "cert.pem", "key": "key.pem"}}, "cert.pem"),
    ],
)
def test_it_does_not_listen_where_passwords_would_travel_in_the_open(
    tmp_path: Path, console: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadInputError, match=told):
        refuse_open_door(configured(tmp_path, **console))


@pytest.mark.parametrize(
    "console",
    [
        {},
        {"address": "::1"},
        {"address": "0.0.0.0", "proxies": ["10.0.0.1"], "url": "https://qa.example.com"},
        {
            "address": "10.0.0.5",
            "url": "https://qa.example.com:8788",
            "tls": {"certificate": "config/pipeline.yaml", "key": "config/hotwords.txt"},
        },
    ],
)
def test_it_listens_on_this_machine_behind_a_proxy_or_with_a_certificate(
    tmp_path: Path, console: dict[str, Any]
) -> None:
    refuse_open_door(configured(tmp_path, **console))


def until(path: Path) -> None:
    for _ in range(PATIENCE_S * 100):
        if path.exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"never came: {path.name}")


@contextmanager
def serving(config: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """Provide a console in a process of its own that answers."""
    program = "from callqa.cli.app import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "console", "--config", str(config)],
        cwd=ROOT,
        env={**os.environ, "CALLQA_CONSOLE__PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(PATIENCE_S * 20):
            assert process.poll() is None, process.communicate()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_a_verdict_outlives_kill_9_and_open_pages_do_not_hold_up_the_end(tmp_path: Path) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with console_in(tmp_path, datetime.now(UTC)) as made:
        store_whole_day(made, tmp_path)
        cookie = made.signed_in(AccountRole.SUPERVISOR, "sue").cookies.get(made.desk.cookie)
        config = made.site.configuration.path
    headers = {"origin": origin, "sec-fetch-site": "same-origin", "cookie": f"callqa={cookie}"}
    path = f"/review/{DAY}/hit"

    with (
        serving(config, port) as first,
        httpx.Client(base_url=origin, headers=headers, timeout=PATIENCE_S) as browser,
    ):
        answer = browser.post(path, data={"hit": "hit-b", "verdict": "true", "seen": "0", "note": "听过"})
        first.kill()
        assert answer.status_code == 200
    with (
        serving(config, port) as second,
        httpx.Client(base_url=origin, headers=headers, timeout=PATIENCE_S) as browser,
    ):
        assert "听过" in browser.get(path, params={"hit": "hit-b"}).text
        with socket.create_connection(("127.0.0.1", port)) as page:  # a page that never comes to its end
            page.sendall(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 9\r\n\r\n".encode()
            )
            second.send_signal(signal.SIGTERM)
            assert second.wait(PATIENCE_S) in (0, -signal.SIGTERM)


def test_a_night_that_the_console_started_outlives_it(tmp_path: Path) -> None:
    config = write_project(tmp_path)
    there, done = tmp_path / "there", tmp_path / "done"
    console = subprocess.Popen([sys.executable, "-c", NIGHT, str(config), str(there), str(done)], cwd=ROOT)
    try:
        until(there)
    finally:
        console.kill()
        console.wait()
    there.unlink()

    until(done)
