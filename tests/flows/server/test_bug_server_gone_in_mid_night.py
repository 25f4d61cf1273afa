"""Prefect's server went away in mid-night: the night failed after its reports, and ended in a traceback."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from callqa.storage.store import Store
from flows import nightly

Command = Callable[..., tuple[int, str, str]]


def gone(*_: object, **__: object) -> Any:
    raise httpx.ConnectError("[Errno 111] Connection refused")


def test_a_night_whose_summary_cannot_be_shown_is_done_and_says_so(
    prefect_server: None, recogniser: object, callqa: Command, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "create_table_artifact", gone)

    code, out, _ = callqa("run", "--day", "2026-02-14")

    assert code == 0
    assert "Prefect 页面上没有这一晚的小结：ConnectError" in out


def test_a_server_that_never_hears_the_end_is_one_clear_line(
    prefect_server: None, callqa: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "nightly", gone)

    code, _, err = callqa("run", "--day", "2026-02-14")

    assert code == 1
    assert err.startswith("错误：")
    assert "Prefect 服务器中途不再应答" in err
    assert "Traceback" not in err
