"""Print the tables of docs/reliability.md about recordings as they are found, and what they come to.

python -m tests.faults.reality
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from callqa.audio.decoding import decode
from callqa.intake.moments import read_moment
from tests.audio.test_sameness import COPIES, MIX
from tests.support.sounds import write
from tests.support.strange_sounds import SECONDS, STRANGE, Strange, outcome

_HEAD = "| 录音 recording | 结果 outcome | 接受不完整时 accept_incomplete |\n|---|---|---|"


def told(kind: Strange, *, accept_incomplete: bool) -> str:
    """Make a file of a kind, read it, and say what it came to."""
    with tempfile.TemporaryDirectory() as folder:
        failure, seconds, channels, noted = outcome(kind, Path(folder), accept_incomplete=accept_incomplete)
    if failure:
        return f"失败 failed: {failure}"
    notes = "".join(f", {each.value}" for each in noted)
    return f"{seconds:.1f} s × {channels}{notes}"


STARTS = (
    *("2026-02-14 09:30:15", "2026-02-14T01:30:15Z", "2026-02-14 09:30:15 +0800", "2026/2/14 9:30"),
    *("46067.395833333336", "2026年2月14日 9时30分15秒", "2026年2月14日 上午9:30", "2/14/2026 9:30 AM"),
    *("20260214093015", "1771032615", "1771032615000", "3/2/2026 9:30", "2026-02-14 09:60:15", "1.7711E+09"),
)
"""Starts as call records hold them."""


def starts() -> Iterator[str]:
    """Yield a line for each way of writing a start."""
    for written in STARTS:
        moment = read_moment(written, ZoneInfo("Asia/Shanghai"))
        yield f"| {written} | {f'{moment:%Y-%m-%d %H:%M:%S %z}' if moment else '看不出 not guessed'} |"


def copies() -> Iterator[str]:
    """Yield a line for each way of putting one mono sound on both channels."""
    with tempfile.TemporaryDirectory() as folder:
        for what, copy in COPIES.items():
            path = write(Path(folder) / "a.wav", MIX * 0.4, copy * 0.4)
            yield f"| {what} | {decode(path, max_duration_s=60).channels} |"


def main() -> None:
    """Try every kind and print a line for each."""
    print(_HEAD)
    for kind in STRANGE:
        accepted = told(kind, accept_incomplete=True) if kind.accepted else ""
        print(f"| {kind.what} | {told(kind, accept_incomplete=False)} | {accepted} |")
    print("\n| 话单里的开始时间 start in a call record | 读作 read as |\n|---|---|", *starts(), sep="\n")
    print(
        "\n| 第二声道 the second channel is the first one | 声道 channels |\n|---|---|", *copies(), sep="\n"
    )
    print(f"\n每个文件里有 {SECONDS:.0f} 秒声音 Every file holds {SECONDS:.0f} seconds of sound.")


if __name__ == "__main__":
    main()
