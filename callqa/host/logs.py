"""What our services log: lines for people, or one JSON object a line (``logs.format``)."""

import json
import logging
import os
import sys
import threading
import traceback
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from callqa.model.errors import told


class LogFormat(StrEnum):
    """How services log."""

    TEXT = "text"
    """Lines for people."""
    JSON = "json"
    """One JSON object a line, for a log collector."""


PREFECT_CONFIG = Path(__file__).with_name("json_logging.yml")
"""Prefect's own configuration of logging, with our formatter in the place of its own."""
_OURS = logging.getLogger("callqa")
_MOST_FRAMES = 12
_about: dict[str, str] = {}


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, message; day and run_id where they are known.

    Prefect's own JsonFormatter writes every attribute of a record, the text of foreign exceptions included,
    which may be what a customer said; here an error is its kind and where it came from.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, str | list[str]] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_context(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
            line["at"] = _frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def use(log_format: LogFormat) -> None:
    """Log in a format from now on, in this process and in those that it starts.

    Call it before Prefect is imported, which configures its loggers at once. Text is what Prefect and
    Python do by themselves.
    """
    if log_format is LogFormat.TEXT or _is_json():
        return
    os.environ["PREFECT_LOGGING_SETTINGS_PATH"] = str(PREFECT_CONFIG)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]  # instead of Prefect's, where it was imported already
    _OURS.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda thread: _log_uncaught(
        thread.exc_type, thread.exc_value or thread.exc_type(), thread.exc_traceback
    )


def about(day: date, run_id: str) -> None:
    """Which day this process works on from now on, and by which run: it is said in every JSON line."""
    _about.update(day=day.isoformat(), run_id=run_id)


def say(text: str, *, error: bool = False) -> None:
    """Something for whoever watches standard error."""
    if _is_json():
        _OURS.log(logging.ERROR if error else logging.INFO, "%s", text)
    else:
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is the console


def _is_json() -> bool:
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.args, tuple):
        harmless = tuple(told(each) if isinstance(each, BaseException) else each for each in record.args)
        record = logging.makeLogRecord({**record.__dict__, "args": harmless})
    return record.getMessage()


def _context(record: logging.LogRecord) -> dict[str, str]:
    """What Prefect's loggers say of their run comes before what this process works on."""
    theirs = {"run_id": "flow_run_id", "flow_run": "flow_run_name", "task_run": "task_run_name"}
    known = {ours: str(value) for ours, name in theirs.items() if (value := getattr(record, name, None))}
    return {**_about, **known}


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _OURS.critical("unexpected error", exc_info=(kind, error, trace))
