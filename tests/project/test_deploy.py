"""The services that ship, and their installer."""

import subprocess
from pathlib import Path

import pytest

from tests.support.places import ROOT

DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))


def test_the_installer_only_prints_unless_it_is_told(tmp_path: Path) -> None:
    marker = tmp_path / "did-something"
    for name in ("install", "useradd", "systemctl", "cp", "chown"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\ntouch {marker}\n")
        program.chmod(0o755)

    done = subprocess.run(
        ["sh", str(DEPLOY / "install.sh")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert not marker.exists()
    assert all(f"/systemd/{service.name}" in done.stdout for service in SERVICES)


def test_the_installer_refuses_what_it_does_not_know() -> None:
    done = subprocess.run(["sh", str(DEPLOY / "install.sh"), "--force"], capture_output=True, check=False)

    assert done.returncode == 2


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_service_runs_as_its_own_user_and_writes_only_in_its_folder(service: Path) -> None:
    lines = service.read_text(encoding="utf-8").splitlines()

    assert {"User=callqa", "ProtectSystem=strict", "UMask=0077", "ReadWritePaths=/var/lib/callqa"} <= set(
        lines
    )
    assert "Restart=always" in lines or "Type=oneshot" in lines


def test_the_server_listens_on_loopback_only() -> None:
    text = (DEPLOY / "systemd" / "callqa-server.service").read_text(encoding="utf-8")

    assert "--host 127.0.0.1" in text
