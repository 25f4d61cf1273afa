"""Whoever reaches Prefect's server can start a run: none names a path, and doctor asks for a password."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

import flows.server
from callqa.model.errors import BadInputError
from flows import nightly
from flows.schedule import CONFIG_VARIABLE
from flows.server import asks_for_no_password, check_server
from tests.support.places import ROOT
from tests.support.receiving import receiving

ROWS = (
    (
        "别的用户在 Prefect 服务器上开一次运行，自带配置 another user starts a run with their configuration",
        "只用 callqa serve 自己的配置 the run takes the configuration of the process that serves it",
    ),
    (
        "Prefect 服务器没有密码 a Prefect server without a password",
        "callqa doctor 警告；deploy/install.sh 安装时生成密码，容器的在 deploy/secrets "
        "doctor warns; the installer makes one, containers have it as a secret",
    ),
    (
        "Prefect 服务器要密码，callqa 没有或不对 a server with a password that callqa does not have",
        "一行说明和改法，退出码 2；有了就照常 one line with the cure; with it a real night runs",
    ),
)


@pytest.mark.parametrize(
    ("deployed", "own", "used"),
    [
        (True, "/srv/own.yaml", "/srv/own.yaml"),
        (True, "", nightly.DEFAULT_CONFIG),
        (False, "/srv/own.yaml", "/home/nobody/evil.yaml"),
    ],
    ids=["served", "by a worker", "by callqa run"],
)
def test_a_served_run_takes_the_configuration_of_its_process(
    monkeypatch: pytest.MonkeyPatch, deployed: bool, own: str, used: str
) -> None:
    run = SimpleNamespace(deployment_id=uuid4() if deployed else None)
    monkeypatch.setattr(nightly.FlowRunContext, "get", lambda: SimpleNamespace(flow_run=run))
    monkeypatch.setenv(CONFIG_VARIABLE, own)
    assert nightly.own_config("/home/nobody/evil.yaml") == used


def test_a_flow_outside_of_any_run_takes_what_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly.FlowRunContext, "get", lambda: None)
    assert nightly.own_config("config/other.yaml") == "config/other.yaml"


@pytest.mark.parametrize(("status", "is_open"), [(200, True), (401, False), (503, False)])
def test_a_server_that_answers_without_a_password_is_noticed(status: int, is_open: bool) -> None:
    with receiving() as server:
        server.status = status
        assert asks_for_no_password(f"http://127.0.0.1:{server.port}/api") is is_open
        assert server.asked == ["/api/admin/version"]


def test_a_server_that_is_away_is_no_open_one() -> None:
    assert not asks_for_no_password("http://127.0.0.1:9/api")


def test_deployments_name_no_path_and_the_services_have_a_password() -> None:
    assert "parameters:" not in (ROOT / "prefect.yaml").read_text("utf-8")
    example = (ROOT / "deploy/callqa.env.example").read_text("utf-8").splitlines()
    named = dict(line.split("=", 1) for line in example if line and not line.startswith("#"))
    assert named["PREFECT_SERVER_API_AUTH_STRING"] == named["PREFECT_API_AUTH_STRING"] == "callqa:CHANGE-ME"
    assert named["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4200"
    assert "s/CHANGE-ME/$(od -An -N24 -tx1 /dev/urandom" in (ROOT / "deploy/install.sh").read_text("utf-8")


@pytest.mark.parametrize(("status", "refused"), [(200, False), (401, True), (403, True), (500, False)])
def test_a_server_that_lets_nobody_in_is_told_from_one_that_is_away(status: int, refused: bool) -> None:
    with receiving() as server:
        server.status = status
        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{server.port}/api"}):
            assert flows.server._refuses() is refused


def test_a_refusal_is_said_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.server._answers", lambda: True)
    monkeypatch.setattr("flows.server._refuses", lambda: True)
    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(BadInputError, match="要密码") as told,
    ):
        check_server()
    assert "PREFECT_API_AUTH_STRING" in told.value.cure
