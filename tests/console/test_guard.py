"""What no request gets past: the Host it names, the site it comes from, and the headers of every answer."""

import json
from hashlib import sha256

import pytest
from starlette.datastructures import Headers
from starlette.websockets import WebSocketDisconnect

from callqa.console.guard import MOST_BYTES, POLICY, _is_short
from callqa.console.rendering import STATIC
from callqa.model.access.account import AccountRole
from tests.support.consoles import ORIGIN, Console


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "", "127.0.0.1:8788.evil.example"])
def test_another_host_is_refused(console: Console, host: str) -> None:
    assert console.browser(host=host).get("/sign-in").status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:8789", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_request_of_another_site_changes_nothing(console: Console, headers: dict[str, str]) -> None:
    browser = console.signed_in(AccountRole.ADMIN)
    browser.headers.update(headers)

    assert browser.post("/sign-out").status_code == 403
    assert browser.get("/").status_code == 200


def test_a_request_that_says_nothing_of_where_it_comes_from_changes_nothing(console: Console) -> None:
    browser = console.signed_in(AccountRole.ADMIN)
    del browser.headers["origin"], browser.headers["sec-fetch-site"]

    assert browser.post("/sign-out").status_code == 403


def test_a_long_body_is_refused_before_it_is_read(console: Console) -> None:
    assert console.browser().post("/sign-in", content=b"x" * (MOST_BYTES + 1)).status_code == 413


def test_a_body_that_does_not_say_how_long_it_is_is_refused(console: Console) -> None:
    assert console.browser().post("/sign-in", content=iter([b"name=a"])).status_code == 413


def test_a_websocket_is_refused(console: Console) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        console.browser().websocket_connect("/days", headers={"host": "127.0.0.1:8788"}),
    ):
        pass

    assert refused.value.code == 4403


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nothing", "/static/console.css", "/report.css"])
def test_every_answer_carries_the_headers(console: Console, path: str) -> None:
    answer = console.browser().get(path)

    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert (answer.headers.get("cache-control") == "no-store") is not path.startswith("/static/")


def test_the_policy_allows_nothing_unsafe_and_nothing_foreign() -> None:
    assert "unsafe" not in POLICY
    assert {source for part in POLICY.split("; ") for source in part.split()[1:]} == {"'self'", "'none'"}


def test_a_file_outside_the_static_folder_is_not_served(console: Console) -> None:
    for path in ("/static/../application.py", "/static/%2e%2e/application.py", "/static//etc/passwd"):
        assert console.browser().get(path).status_code == 404


def test_the_vendored_scripts_are_those_of_the_manifest() -> None:
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))
    found = {file.name for file in (STATIC / "vendor").iterdir()} - {"manifest.json"}

    assert {each["file"] for each in manifest} == found
    for each in manifest:
        assert sha256((STATIC / "vendor" / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        assert each["licence"] and each["version"]


@pytest.mark.parametrize(
    ("length", "fits"),
    [
        (b"0", True),
        (b"4194304", True),
        (b"4194305", False),
        ("²".encode("latin-1"), False),
        (b"-1", False),
        (b"9" * 5000, False),
        (b"1e3", False),
        (b"", False),
    ],
)
def test_a_length_that_is_no_number_is_refused(length: bytes, *, fits: bool) -> None:
    assert _is_short(Headers(raw=[(b"content-length", length)]), MOST_BYTES) is fits
