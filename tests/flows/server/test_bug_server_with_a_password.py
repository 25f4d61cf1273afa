"""A Prefect server behind PREFECT_API_AUTH_STRING refused `callqa doctor` and `callqa serve`.

They asked it by hand and left the password out, which Prefect's own client sends.
"""

import base64
from collections.abc import Iterator

import pytest
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from callqa.model.errors import BadInputError
from flows.schedule import FULL_NAME
from flows.server import check_server, planned
from tests.support.receiving import Received, receiving


@pytest.fixture
def server() -> Iterator[Received]:
    with receiving() as received:
        url = f"http://127.0.0.1:{received.port}/api"
        with temporary_settings({PREFECT_API_URL: url, PREFECT_API_AUTH_STRING: "admin:secret"}):
            yield received


def test_the_password_is_sent(server: Received) -> None:
    server.status = 404

    assert planned(FULL_NAME) is None

    assert server.asked == [f"/api/deployments/name/{FULL_NAME}"]
    assert server.passwords == ["Basic " + base64.b64encode(b"admin:secret").decode()]


def test_a_server_that_is_overloaded_is_asked_once(server: Received) -> None:
    server.status = 503

    with pytest.raises(BadInputError, match="没有应答"):
        check_server()

    assert server.asked == ["/api/health"]
