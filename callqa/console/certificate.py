"""A certificate that the console makes for itself, where nobody has given it one."""

import ipaddress
import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from callqa.settings.console import ConsoleSettings

_DAYS = 397
"""Browsers believe no certificate for longer."""
_RENEWED = timedelta(days=30)
_LOCAL = ("localhost", "127.0.0.1", "::1")


def own_certificate(folder: Path, console: ConsoleSettings, now: datetime) -> tuple[Path, Path]:
    """Return the files of the certificate and of its key; made anew when it ends soon or the names changed.

    Args:
        folder: in which they are, for the console's user alone.
        console: says by which names browsers reach it.
        now: aware.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = _names(console)
    if not (key.is_file() and _is_good(certificate, names, now)):
        _make(certificate, key, names, now)
    return certificate, key


def fingerprint(certificate: Path) -> str:
    """Return what a browser shows of a certificate, by which people know that it is this one."""
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return ":".join(f"{byte:02X}" for byte in digest)


def _names(console: ConsoleSettings) -> list[str]:
    host = urlsplit(console.url).hostname
    own = "" if ipaddress.ip_address(console.address).is_unspecified else console.address
    return list(dict.fromkeys(filter(None, (host, own, socket.gethostname(), *_LOCAL))))


def _is_good(file: Path, names: list[str], now: datetime) -> bool:
    try:
        known = x509.load_pem_x509_certificate(file.read_bytes())
        alternative = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):  # there is none, or a broken one: it is made anew
        return False
    return list(alternative) == list(map(_general, names)) and known.not_valid_after_utc - now > _RENEWED


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _make(file: Path, key_file: Path, names: list[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # clocks of browsers may be a little behind
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName(list(map(_general, names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    _write(key_file, own)
    _write(file, made.public_bytes(serialization.Encoding.PEM))


def _write(file: Path, content: bytes) -> None:
    """Write a file that is never there half, and never for others to read."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(content)
    new.replace(file)
