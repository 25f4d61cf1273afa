"""The certificate that the console makes for itself."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from callqa.console.certificate import fingerprint, own_certificate
from callqa.console.desk import Desk
from callqa.console.serving import refuse_open_door
from callqa.settings import pipeline_yaml
from callqa.settings.console import ConsoleSettings, TlsSettings
from tests.console.conftest import NOW
from tests.support.project import write_project
from tests.support.sites import site

CONSOLE = ConsoleSettings(
    address="0.0.0.0",  # what is tested
    url="https://qa.example.com:8788",
    tls=TlsSettings(self_signed=True),
)


def names(file: Path) -> list[str]:
    known = x509.load_pem_x509_certificate(file.read_bytes())
    found = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(each.value) for each in found]


def test_it_is_of_the_names_by_which_browsers_reach_it_and_its_key_is_private(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path / "tls", CONSOLE, NOW)

    assert {"qa.example.com", "localhost", "127.0.0.1"} <= set(names(certificate))
    assert "0.0.0.0" not in names(certificate)  # what is tested
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)  # they belong together
    assert len(fingerprint(certificate)) == 32 * 3 - 1


def test_it_stays_the_same_until_it_ends_soon_or_has_other_names(tmp_path: Path) -> None:
    def made(console: ConsoleSettings = CONSOLE, days: int = 0) -> str:
        return fingerprint(own_certificate(tmp_path, console, NOW + timedelta(days=days))[0])

    first = made()
    assert made(days=300) == first
    other = made(CONSOLE.model_copy(update={"url": "https://other.example.com"}))
    assert other != first
    assert made(CONSOLE.model_copy(update={"url": "https://other.example.com"}), days=380) != other


@pytest.mark.parametrize("broken", ["certificate.pem", "key.pem"])
def test_a_broken_one_is_made_anew(tmp_path: Path, broken: str) -> None:
    certificate, key = own_certificate(tmp_path, CONSOLE, NOW)
    (tmp_path / broken).write_text("x", encoding="utf-8") if broken[0] == "c" else key.unlink()
    own_certificate(tmp_path, CONSOLE, NOW)

    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)


def test_other_machines_may_reach_a_console_with_its_own_certificate(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    own = "console: {address: 0.0.0.0, url: 'https://qa.example.com', tls: {self_signed: true}}\n"
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    configuration = pipeline_yaml.load(path)

    refuse_open_door(configuration)
    desk = Desk(site=site(configuration))
    assert desk.is_secure
    assert desk.cookie.startswith("__Host-")
