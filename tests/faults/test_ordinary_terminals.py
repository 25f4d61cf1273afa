"""Terminals and pipes in another encoding: every command prints what it has to say."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from callqa.cli.common import print_json
from callqa.host import terminal

ROWS = (
    (
        "终端或管道用 GBK、LANG=C，内容有 ✓、表情符号、生僻字、不是 UTF-8 的文件名 a terminal in GBK",
        "照常打印，写不出的字写成 \\uXXXX；路径在任何语言环境下一样 printed; what GBK lacks is spelled",
    ),
)
SAID = "✓ 退款 → 🙂 𠮷 龘 \udcff"
SPELLED = "退款 → \\ud83d\\ude42 \\ud842\\udfb7 龘 \\udcff"
ENCODINGS = {
    "gbk": f"√ {SPELLED}",
    "gb18030": "✓ 退款 → 🙂 𠮷 龘 \\udcff",
    "utf-8": "✓ 退款 → 🙂 𠮷 龘 \\udcff",
    "ascii": "✓ 退款 → 🙂 𠮷 龘 \\udcff",
    "latin-1": "\\u2713 \\u9000\\u6b3e \\u2192 \\ud83d\\ude42 \\ud842\\udfb7 \\u9f98 \\udcff",
}


def standard_output(monkeypatch: pytest.MonkeyPatch, encoding: str) -> io.BytesIO:
    """Have a standard output of some encoding from here on; return what is written to it."""
    monkeypatch.setenv("PYTHONIOENCODING", "")
    there = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(there, encoding=encoding, write_through=True))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    return there


@pytest.mark.parametrize(("encoding", "expected"), ENCODINGS.items())
def test_what_an_encoding_lacks_is_spelled(
    monkeypatch: pytest.MonkeyPatch, encoding: str, expected: str
) -> None:
    there = standard_output(monkeypatch, encoding)
    terminal.prepare()
    print(SAID, end="")
    assert there.getvalue().decode(sys.stdout.encoding) == expected
    assert os.environ["PYTHONIOENCODING"] == f"{sys.stdout.encoding}:backslashreplace"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_json_is_utf_8_or_ascii(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    there = standard_output(monkeypatch, encoding)
    terminal.prepare()
    print_json({"name": "✓ 𠮷 龘"})
    assert json.loads(there.getvalue().decode("utf-8")) == {"name": "✓ 𠮷 龘"}


@pytest.mark.program
def test_a_command_in_another_locale_reads_its_arguments_and_files_as_utf_8(tmp_path: Path) -> None:
    book = tmp_path / "王𠮷✓.yaml"
    book.write_text("categories: [{name: 类, rules: [{id: r, name: ✓𠮷, keywords: [投诉]}]}]", "utf-8")
    command = [sys.executable, "-c", "from callqa.cli.app import main; main()", "rules", "check", str(book)]
    other = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(command, env=os.environ | other, capture_output=True, timeout=60, check=False)
    told = (done.stdout + done.stderr).decode("gbk")
    assert f"{tmp_path}/王\\ud842\\udfb7√.yaml" in told, told
    assert "Traceback" not in told
