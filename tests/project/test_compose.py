"""What can be said of deploy/compose.yaml without a container; docker reads it where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from prefect.settings import Settings as PrefectSettings
from prefect.settings.legacy import _get_valid_setting_names
from pydantic import BaseModel

from callqa import __version__
from callqa.cli.app import app
from callqa.monitoring.notify import URLS_VARIABLE
from callqa.settings.schema import Settings
from tests.support.places import ROOT

DEPLOY = ROOT / "deploy"
FILES = ["compose.yaml", "compose.gpu.yaml"]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, each in SERVICES.items() if each["image"].startswith("callqa:"))
PINNED = re.compile(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*")
each_service = pytest.mark.parametrize("name", sorted(SERVICES))


def settings_names(model: type[BaseModel] = Settings, prefix: str = "CALLQA_") -> set[str]:
    """Every environment variable that is a setting."""
    names = set()
    for field, info in model.model_fields.items():
        name = f"{prefix}{field}".upper()
        inner = info.annotation
        names.add(name)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            names |= settings_names(inner, f"{name}__")
    return names


def environments() -> dict[str, str]:
    """Every environment variable of a compose file, of the image, and of the services' environment file."""
    found: dict[str, str] = {}
    for file in FILES:
        for each in yaml.safe_load((DEPLOY / file).read_text(encoding="utf-8"))["services"].values():
            found |= each.get("environment", {})
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    found |= dict(re.findall(r"^(?:ENV | {4})([A-Z_]+)=(\S+)", image, re.MULTILINE))
    example = (DEPLOY / "callqa.env.example").read_text(encoding="utf-8")
    return found | dict(re.findall(r"^#?([A-Z_]+)=(.*)$", example, re.MULTILINE))


def test_every_setting_in_the_environment_exists() -> None:
    known = settings_names() | {"CALLQA_CONFIG", URLS_VARIABLE}

    assert {name for name in environments() if name.startswith("CALLQA_")} <= known


def test_every_setting_of_prefect_in_the_environment_exists() -> None:
    names = {name for name in environments() if name.startswith("PREFECT_")}

    assert len(names) >= 4
    assert names <= {name.upper() for name in _get_valid_setting_names(PrefectSettings)}


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name: str) -> None:
    program, *words = SERVICES[name]["command"]

    if program == "callqa":
        assert words[0] in typer.main.get_command(app).commands  # type: ignore[attr-defined] - a group
    else:
        assert [program, *words[:2]] == ["prefect", "server", "start"]


@each_service
def test_every_image_is_pinned(name: str) -> None:
    assert PINNED.fullmatch(SERVICES[name]["image"])


def test_the_image_is_pinned_to_this_version_and_to_a_python_that_is_supported() -> None:
    bases = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert {SERVICES[name]["image"] for name in OURS} == {f"callqa:{__version__}"}
    assert all(PINNED.fullmatch(base) and base.startswith("python:3.11.") for base in bases)


def test_everything_that_the_image_is_made_from_is_let_into_it() -> None:
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    sources = {source for line in copied for source in line.split()}
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert {f"!{source}" for source in sources} <= set(let_in)
    assert let_in[1] == "*"


@each_service
def test_what_is_published_is_on_loopback_only(name: str) -> None:
    ports = SERVICES[name].get("ports", [])

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_only_prefects_page_and_the_console_are_published_and_the_database_has_no_way_out() -> None:
    assert [name for name, each in SERVICES.items() if each.get("ports")] == ["server", "console"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == ["inside"]


@each_service
def test_a_service_can_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert not service.get("privileged")


@each_service
def test_who_holds_a_day_is_told_apart_by_host_name(name: str) -> None:
    """A lease of a process that is gone on the same host is taken over at once."""
    assert not {"hostname", "network_mode", "pid", "uts"} & SERVICES[name].keys()


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"expect"}))
def test_a_service_comes_back_and_says_how_it_is(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    needed = service.get("depends_on", {})
    assert all(each == {"condition": "service_healthy"} for each in needed.values())


def test_recordings_and_models_are_only_read() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if "RECORDINGS_FOLDER" in volume or "MODELS_FOLDER" in volume:
                assert volume.endswith(":ro")


def test_secrets_come_from_files_that_git_and_the_image_never_see() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert all(each["file"].startswith("./secrets/") for each in COMPOSE["secrets"].values())
    assert {"/deploy/secrets/", "/deploy/.env"} <= set(ignored)
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == COMPOSE["secrets"].keys()
    assert not [value for value in environments().values() if re.search(r"://[^/@]*:[^/@]+@", str(value))]


def test_every_folder_that_is_asked_for_is_explained() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    example = (DEPLOY / "compose.env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def test_every_network_and_volume_is_declared_and_used() -> None:
    networks = {network for service in SERVICES.values() for network in service["networks"]}
    named = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }

    assert networks == COMPOSE["networks"].keys()
    assert {volume for volume in named if not volume.startswith("$")} == COMPOSE["volumes"].keys()


def test_a_card_is_asked_for_only_where_its_file_is_named() -> None:
    gpu = yaml.safe_load((DEPLOY / "compose.gpu.yaml").read_text(encoding="utf-8"))

    assert gpu["services"].keys() <= SERVICES.keys()
    assert "nvidia" not in (DEPLOY / "compose.yaml").read_text(encoding="utf-8").replace("NVIDIA", "").lower()


def test_docker_reads_both_files_as_they_are_meant(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if (
        not docker
        or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs docker with its compose plugin")
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    shutil.copy(DEPLOY / "compose.env.example", tmp_path / "deploy" / ".env")
    given = [option for file in FILES for option in ("-f", str(tmp_path / "deploy" / file))]

    done = subprocess.run(
        [docker, "compose", *given, "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
