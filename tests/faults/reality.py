"""Print the tables of docs/reliability.md about recordings as they are found, and what they come to.

python -m tests.faults.reality
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from callqa.audio.decoding import decode
from callqa.intake.call_records import Row, index, read
from callqa.intake.filename import read_direction
from callqa.intake.moments import read_moment, read_seconds
from callqa.intake.names import folder_date
from tests.audio.test_sameness import COPIES, MIX
from tests.faults.speaking import SPEAKING
from tests.support.sounds import write
from tests.support.strange_sounds import SECONDS, STRANGE, Strange, outcome

ZONE = ZoneInfo("Asia/Shanghai")

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
    *(
        "20260214093015",
        "20260214T013015Z",
        "/Date(1771032615000)/",
        "1771032615",
        "1771032615000",
        "3/2/2026 9:30",
        "2026-02-14 09:60:15",
        "1.7711E+09",
    ),
)
"""Starts as call records hold them."""


def starts() -> Iterator[str]:
    """Yield a line for each way of writing a start."""
    for written in STARTS:
        moment = read_moment(written, ZONE)
        yield f"| {written} | {f'{moment:%Y-%m-%d %H:%M:%S %z}' if moment else '看不出 not guessed'} |"


DURATIONS = (
    "35",
    "35.5",
    "0:35",
    "00:00:35",
    "35秒",
    "1小时2分3秒",
    "PT1M30S",
    "90000ms",
    "1,375",
    "0",
    "00:00:00",
    "0秒",
    "很久",
    "",
)
"""Talk times as call records hold them."""

WORDS = (
    *("in", "呼入", "来电", "被叫", "Incoming", "inbound call", "ＩＮ", "call_in", "1"),
    *("out", "外呼", "去电", "主叫", "Outgoing", "outbound call", "dial-out", "拨出", "2", "转接"),
)
"""Words for the direction of a call."""

_HEADER = "call_id,start,agent,talk_seconds,file\n"
ROWS = {
    "一个没有引号的逗号 an unquoted comma": "a1,2026-02-14 09:30,张三,李四,35,a1.wav",
    "格子里的空格和制表符 blanks and tabs": " a1\t, 2026-02-14 09:30 ,8003\t,35,a1.wav",
    "行尾多出的逗号 commas at the end": "a1,2026-02-14 09:30,8003,35,a1.wav,,",
    '表格软件的 ="…"': '="a1",="2026-02-14 09:30",="8003",35,a1.wav',
    "Windows 路径 a Windows path": "a1,2026-02-14 09:30,8003,35,D:\\Record\\20260214\\a1.wav",
    "网址 a URL": "a1,2026-02-14 09:30,8003,35,https://pbx/rec/a1.wav?x=1",
    "别的大小写和后缀 another case and ending": "a1,2026-02-14 09:30,8003,35,A1.MP3",
    "没有后缀 no ending": "a1,2026-02-14 09:30,8003,35,a1",
    "变成 1.7711E+09 的编号 a destroyed id": "1.7711E+09,2026-02-14 09:30,8003,35,",
    "没有开始时间 no start": "a1,,8003,35,a1.wav",
    "UTF-8 里的一个 GBK 名字 one GBK name": "a1,2026-02-14 09:30,王丽,35,a1.wav",
}
"""Rows about a recording ``a1.wav``, as PBXs and spreadsheets leave them."""

FOLDERS = ("2026/02/14", "2026/2/14/8003", "20260214", "2026-02-14", "2026/Feb/14", "2026年2月14日", "trunk1")
"""Folders of recordings whose names say nothing."""


def durations() -> Iterator[str]:
    """Yield a line for each way of writing a talk time."""
    for written in DURATIONS:
        seconds = read_seconds(written)
        yield f"| {written} | {'没有 none' if seconds is None else f'{seconds:g} s'} |"


def words() -> Iterator[str]:
    """Yield a line for each word for a direction."""
    for word in WORDS:
        found = read_direction(word, {})
        yield f"| {word} | {found.value if found else '不认识，列出来 listed as unknown'} |"


def rows() -> Iterator[str]:
    """Yield a line for each row, and what it comes to."""
    columns = {name: name for name in _HEADER.strip().split(",")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cdr.csv"
        for what, row in ROWS.items():
            encoding = "gb18030" if "GBK" in what else "utf-8"
            path.write_bytes(_HEADER.encode() + row.encode(encoding) + b"\nb2,,,,\n")
            one = next(read(path, columns, ZONE))
            yield f"| {what} | {_of_row(one) if isinstance(one, Row) else f'没有读懂 unread: {one.place}'} |"


def _of_row(row: Row) -> str:
    told = [f"agent {row.fields.get('agent', '')}", "" if row.start else "没有开始时间 without start"]
    told += [f"编号毁了 mangled id {row.mangled}"] if row.mangled else []
    told += [] if index([row]).of("a1.wav", "a1") else ["对不上录音 matches no recording"]
    return ", ".join(filter(None, told))


def folders() -> Iterator[str]:
    """Yield a line for each folder, and the date that is taken from it."""
    for folder in FOLDERS:
        yield f"| {folder}/3f2a91c0.wav | {folder_date(Path('/rec') / folder) or '没有 none'} |"


def speaking() -> Iterator[str]:
    """Yield a line for each way in which it is not clear who speaks."""
    for what, tried in SPEAKING.items():
        yield f"| {what} | {tried()} |"


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
    for head, lines in _TABLES:
        print(f"\n| {head} |\n|---|---|", *lines(), sep="\n")
    print(f"\n每个文件里有 {SECONDS:.0f} 秒声音 Every file holds {SECONDS:.0f} seconds of sound.")


_TABLES = (
    ("话单里的开始时间 start in a call record | 读作 read as", starts),
    ("话单里的通话时长 talk time | 读作 read as", durations),
    ("话单里的一行 a row of call records | 结果 outcome", rows),
    ("呼叫方向的写法 a word for the direction | 读作 read as", words),
    ("文件夹 folder | 取的日期 date", folders),
    ("第二声道是第一声道的 the second channel is the first one | 声道 channels", copies),
    ("谁在说话 who is speaking | 角色和说明 roles, and what is told", speaking),
)


if __name__ == "__main__":
    main()
