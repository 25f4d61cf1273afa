"""Take the README's picture of the sample day's report with Debian's headless Chromium."""

import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_REPORT = _ROOT / "data/reports/2026-02-14/qa-2026-02-14.html"
_PICTURE = _ROOT / "docs/report.png"
# Chromium's own background connections are switched off: nothing leaves the machine
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1180,2300",
)


def main() -> None:
    """Run after ``make demo``; or with the path of another report."""
    report = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else _REPORT
    if not report.is_file():
        sys.exit(f"{report} is missing: run `make demo` first")
    _PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        target = [f"--user-data-dir={profile}", f"--screenshot={_PICTURE}", report.as_uri()]
        subprocess.run(["chromium", *_OPTIONS, *target], check=True, capture_output=True)  # noqa: S607 - from the path
    print(_PICTURE)


if __name__ == "__main__":
    main()
