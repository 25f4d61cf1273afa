"""How right the product is: its own recogniser and rule book over days whose answers are known.

    python benchmarks/accuracy.py            two tables
    python benchmarks/accuracy.py --json     one JSON object
    python benchmarks/accuracy.py --no-hotwords

``sample`` is the shipped day, spoken by voices that the demo model was trained with; ``unseen`` is a
larger day of other words and voices that it never heard, made for this run. Both are synthetic
speech: they say how well the parts work together, not how well real calls are recognised. The answers
were marked with the shipped rule book at hand, so "rules on perfect text" is right by construction:
findings that are missed or extra come from recognition, or from a mono call, whose speakers nobody
can tell.
"""

# ruff: noqa: E402 - the path below comes first, so that the file also runs as a script

import argparse
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rich.console import Console
from rich.table import Table

from benchmarks.answer_day import AnswerDay
from benchmarks.day_accuracy import DayAccuracy, engine, measure
from callqa.settings import pipeline_yaml
from scripts.sample_day.command import make_day
from scripts.sample_day.command import options as day_options

SAMPLE = ROOT / "data/sample/answers-2026-02-14.json"


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure recognition and findings.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--no-hotwords", action="store_true", help="what the hotwords change")
    parser.add_argument("--config", type=Path, default=ROOT / "config/pipeline.yaml")
    parser.add_argument("--calls", type=int, default=40, help="of the unseen day")
    parser.add_argument("--seed", type=int, default=7002, help="of the unseen day")
    return parser.parse_args()


def unseen_day(folder: str, calls: int, seed: int) -> AnswerDay:
    """Make a day of voices that were never trained with."""
    arguments = ["--out", folder, "--calls", str(calls), "--seed", str(seed)]
    return AnswerDay.read(make_day(day_options([*arguments, "--plain", "--unseen-voices", "--quiet"])))


def measured(wanted: argparse.Namespace) -> dict[str, DayAccuracy]:
    """Both days."""
    configuration = pipeline_yaml.load(wanted.config)
    running = engine(configuration, hotwords=not wanted.no_hotwords)
    with tempfile.TemporaryDirectory() as folder:
        unseen = unseen_day(folder, wanted.calls, wanted.seed)
        return {
            "sample": measure(AnswerDay.read(SAMPLE), configuration, running),
            "unseen": measure(unseen, configuration, running),
        }


def table(name: str, accuracy: DayAccuracy) -> Table:
    """Return the figures of a day, for people."""
    shown = Table(title=f"{name}: {accuracy.calls} calls, {accuracy.outcomes_right} outcomes right")
    for heading in ("", "errors / right", "of", "figure"):
        shown.add_column(heading, justify="left" if not heading else "right")
    for role, rate in accuracy.by_role.items():
        shown.add_row(f"CER {role}", str(rate.errors), str(rate.length), _percent(rate.rate))
    for category, found in accuracy.by_category.items():
        figure = f"recall {_percent(found.recall)}, precision {_percent(found.precision)}"
        shown.add_row(category, str(found.right), str(found.right + found.missed), figure)
    alone = accuracy.rules_alone
    figure = f"recall {_percent(alone.recall)}, precision {_percent(alone.precision)}"
    shown.add_row("rules on perfect text", str(alone.right), str(alone.right + alone.missed), figure)
    return shown


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def main() -> None:
    """Measure, and print."""
    wanted = options()
    results = measured(wanted)
    if wanted.json:
        print(json.dumps({name: result.as_json() for name, result in results.items()}, ensure_ascii=False))
        return
    for name, result in results.items():
        Console().print(table(name, result))


if __name__ == "__main__":
    main()
