"""Fetch the console's JavaScript from npm, by exact version, and write down what it is.

Only who raises a version runs this (``python scripts/vendor_assets.py``, with npm); everybody else has the
files in the repository, and a test holds them against the hashes in the manifest.
"""

import json
import subprocess
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "callqa" / "console" / "static" / "vendor"
PACKAGES = (("htmx.org", "4.0.1", "0BSD", "package/dist/htmx.min.js", "htmx.min.js"),)
"""Name, version, licence, the file in the package, and its name here."""


def main() -> None:
    """Replace the vendored files and their manifest."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    manifest = []
    for name, version, licence, inside, target in PACKAGES:
        content = _file_of(name, version, inside)
        (VENDOR / target).write_bytes(content)
        told = {"file": target, "package": name, "version": version, "licence": licence}
        manifest.append({**told, "sha256": sha256(content).hexdigest()})
    text = json.dumps(manifest, indent=2) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")


def _file_of(name: str, version: str, inside: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)  # noqa: S607  # npm, wherever it is
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            file = packed.extractfile(inside)
            if file is None:
                raise SystemExit(f"{name} {version} has no {inside}")
            return file.read()


if __name__ == "__main__":
    main()
