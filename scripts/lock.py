"""Write requirements.lock and requirements-dev.lock: the whole closure of pyproject.toml, pinned.

Installs into two throw-away environments and freezes them. Local version tags (``+cpu``) are
dropped, so that the same file installs the CUDA build of torch from PyPI on a GPU machine.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_HEADER = "# made by `make lock` from pyproject.toml; do not edit\n"


def _freeze(requirements: list[str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        # torch first: with it installed, no other package pulls in a newer one
        ordered = sorted(requirements, key=lambda text: not text.startswith("torch=="))
        for requirement in (ordered[:1], ordered[1:]):
            subprocess.run([python, "-m", "pip", "install", "--quiet", *requirement], check=True)
        frozen = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True)
    return [re.sub(r"\+\w+$", "", line) for line in frozen.stdout.splitlines()]


def main() -> None:
    """Write both files; the second holds only what the first does not."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = _freeze(project["dependencies"])
    everything = _freeze(project["dependencies"] + project["optional-dependencies"]["dev"])
    changed = set(runtime) - set(everything)
    if changed:
        sys.exit(f"development tools change runtime versions: {sorted(changed)}")
    development = [line for line in everything if line not in set(runtime)]
    for name, lines in (("requirements.lock", runtime), ("requirements-dev.lock", development)):
        (_ROOT / name).write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
