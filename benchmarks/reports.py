"""Both reports of a large day: time, memory and sizes, and how fast the page opens and filters.

    python -m benchmarks.reports [--json] [--calls 10000] [--hits 3000]

The day is made up of plausible calls; no audio is read and no clip is made. The page's figures come
from Chromium, and are null where it is not installed.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.printing import show
from callqa.days.day import CallResult, DayResult, DayWindow
from callqa.model.finding import Evaluation, Finding, Severity
from callqa.model.recording import Direction, Recording, Role
from callqa.model.summaries import EngineSummary, RuleSummary
from callqa.model.transcript import Outcome, Transcript, Turn

DAY = date(2026, 2, 14)
ZONE = ZoneInfo("Asia/Shanghai")
_SPOKEN = "您好请问有什么可以帮您我想问一下订单什么时候发货已经三天了还没有消息请您稍等我帮您查询一下谢谢"
_TURNS = 24
_RULES = [
    RuleSummary(
        rule_id=f"rule-{n}",
        name=f"规则{n}",
        category=f"类别{n % 7}",
        severity=severity,
        points=5 if n % 3 == 0 else 0,
    )
    for n in range(24)
    for severity in [list(Severity)[n % 4]]
]
_FILTERS = """async () => {
  const times = [];
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const button = document.querySelector("#filters button[data-severity]");
  const category = document.querySelector("#filter-category");
  const steps = [
    () => button.click(),
    () => { category.selectedIndex = 2; category.dispatchEvent(new Event("input", { bubbles: true })); },
    () => button.click(),
    () => { category.selectedIndex = 0; category.dispatchEvent(new Event("input", { bubbles: true })); },
  ];
  for (const step of steps) {
    await painted();
    const start = performance.now();
    step();
    await painted();
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}"""
_STEPS = 4


def made_up_day(calls: int, hits: int) -> DayResult:
    """Return a day of so many calls, with so many hits spread over the first calls of every ten."""
    chance = random.Random(20260214)
    places = [chance.randrange(calls) for _ in range(hits)]
    found: dict[int, int] = {}
    for place in places:
        found[place] = found.get(place, 0) + 1
    start = datetime.combine(DAY, datetime.min.time(), ZONE)
    made = (_call(n, start + timedelta(seconds=8 * n), found.get(n, 0), chance) for n in range(calls))
    return DayResult(
        window=DayWindow.of(DAY, ZONE),
        timezone=ZONE.key,
        generated_at=datetime(2026, 2, 15, tzinfo=UTC),
        run_id="benchmark",
        engine=EngineSummary(model="demo", device="cpu", revision="engine-0", hotwords=49),
        rules_revision="rules-0",
        rules=tuple(_RULES),
        calls=tuple(made),
        masked=True,
    )


def _call(number: int, started_at: datetime, hits: int, chance: random.Random) -> CallResult:
    call_id = f"call-{number:05}"
    turns = tuple(_turn(place, chance) for place in range(_TURNS))
    return CallResult(
        recording=Recording(
            call_id=call_id,
            path=f"/recordings/{call_id}.wav",
            started_at=started_at,
            agent=str(8000 + number % 80),
            queue="售后",
            direction=Direction.INBOUND,
            customer_number="138****1234",
            audio_sha256="0" * 64,
        ),
        transcript=Transcript(
            call_id=call_id,
            audio_sha256="0" * 64,
            engine_revision="engine-0",
            outcome=Outcome.OK,
            duration_ms=_TURNS * 6_000,
            channels=2,
            turns=turns,
        ),
        evaluation=Evaluation(
            call_id=call_id,
            rules_revision="rules-0",
            findings=tuple(_finding(call_id, n, turns, chance) for n in range(hits)),
        ),
    )


def _turn(place: int, chance: random.Random) -> Turn:
    first = chance.randrange(20)
    text = _SPOKEN[first : first + chance.randrange(8, 26)]
    start = place * 6_000
    times = tuple((start + 200 * n, start + 200 * (n + 1)) for n in range(len(text)))
    role = Role.CUSTOMER if place % 2 else Role.AGENT
    return Turn(
        role=role, channel=place % 2, start_ms=start, end_ms=times[-1][1], text=text, char_times=times
    )


def _finding(call_id: str, number: int, turns: tuple[Turn, ...], chance: random.Random) -> Finding:
    rule, place = chance.choice(_RULES), chance.randrange(len(turns))
    turn = turns[place]
    return Finding(
        finding_id=f"{call_id}-{number}",
        call_id=call_id,
        rule_id=rule.rule_id,
        rule_name=rule.name,
        category=rule.category,
        severity=rule.severity,
        role=turn.role,
        turn=place,
        start=2,
        end=5,
        start_ms=turn.char_times[2][0],
        end_ms=turn.char_times[4][1],
        evidence=turn.text[2:5],
    )


def write_reports(folder: Path, calls: int, hits: int) -> dict[str, float]:
    """Write both reports in this process: seconds, and the peak memory of all, and before any report."""
    from reports.excel.workbook import write_workbook  # noqa: PLC0415
    from reports.html.page import render_html, render_pages  # noqa: PLC0415 - in the measured process

    day = made_up_day(calls, hits)
    day_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    start, cpu = time.perf_counter(), time.process_time()
    (folder / "calls").mkdir()
    for name, text in render_pages(day, "qa.html"):
        (folder / "calls" / name).write_text(text, encoding="utf-8")
    (folder / "qa.html").write_text(render_html(day), encoding="utf-8")
    html_s = time.perf_counter() - start
    write_workbook(day, folder / "qa.xlsx", "qa.html")
    seconds = time.perf_counter() - start
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "html_seconds": round(html_s, 1),
        "day_mb": day_mb,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def open_page(path: Path) -> dict[str, float | None]:
    """Load and filter times of the report in Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a tool of the tests
    except ImportError:
        chromium = None
    if chromium is None:
        return dict.fromkeys(("first_paint_ms", "load_ms", "filter_ms", "filter_cpu_ms"))
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        chromium_itself = page.context.new_cdp_session(page)
        chromium_itself.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        load = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        before = _worked_ms(chromium_itself)
        slowest = page.evaluate(_FILTERS)
        worked = (_worked_ms(chromium_itself) - before) / _STEPS
        browser.close()
    return {
        "first_paint_ms": round(paint),
        "load_ms": round(load),
        "filter_ms": round(slowest),
        "filter_cpu_ms": round(worked),
    }


def _worked_ms(session: Any) -> float:
    """Return how long the page's main thread has worked so far: other processes do not show in it."""
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


def main() -> None:
    """Measure in a process of its own, so that the peak is of the reports and not of this program."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--hits", type=int, default=3_000)
    parser.add_argument("--into", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.into:
        print(json.dumps(write_reports(Path(given.into), given.calls, given.hits)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "benchmarks.reports", "--into", name]
        command += ["--calls", str(given.calls), "--hits", str(given.hits)]
        written = subprocess.run(command, check=True, capture_output=True, text=True)
        figures = {
            **json.loads(written.stdout),
            "html_mb": round((folder / "qa.html").stat().st_size / 1e6, 1),
            "xlsx_mb": round((folder / "qa.xlsx").stat().st_size / 1e6, 1),
            **open_page(folder / "qa.html"),
        }
    show(figures, as_json=given.json)


if __name__ == "__main__":
    main()
