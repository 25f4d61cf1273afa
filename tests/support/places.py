"""Where this repository lies, whatever the folder in which the tests are started."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"
"""The rule book and the hotwords that ship."""
DATA = ROOT / "tests" / "data"
