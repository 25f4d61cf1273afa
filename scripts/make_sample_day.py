"""Make the sample day: synthetic calls in the formats that recorders write, and the answers to them.

The shipped day:   python scripts/make_sample_day.py
A larger one:      python scripts/make_sample_day.py --calls 300 --seed 7 --out /tmp/day --plain
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.sample_day.command import make_day, options

if __name__ == "__main__":
    print(make_day(options()))
