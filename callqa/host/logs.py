"""What our services log: lines for people, or one JSON object a line (``logs.format``)."""

import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from callqa.model.errors import CallqaError, describe_error


class LogFormat(StrEnum):
    """How services log."""

    TEXT = "text"
    """Lines for people."""
    JSON = "json"
    """One JSON object a line, for a log collector."""


PREFECT_CONFIG = Path(__file__).with_name("json_logging.yml")
"""Prefect's own configuration of logging, with our formatter in the place of its own."""
_SETTINGS = "PREFECT_LOGGING_SETTINGS_PATH"
_OURS = logging.getLogger("callqa")
_MOST_FRAMES = 12
_FRAMES = "callqa_frames"
# of a context, not of the process: one process may serve several days at once, each from its own thread
_about: ContextVar[dict[str, str]] = ContextVar("about", default={})  # noqa: B039 - replaced, never changed


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, message; day and run_id where they are known.

    Prefect's own JsonFormatter writes every attribute of a record, the text of foreign exceptions included,
    which may be what a customer said; here an error is its kind and where it came from.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, str | list[str]] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_context(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe_error(record.exc_info[1])
            line["at"] = _frames(record.exc_info[2])
        elif isinstance(frames := getattr(record, _FRAMES, None), list):
            line["at"] = frames
        return json.dumps(line, ensure_ascii=False)


def use(log_format: LogFormat) -> None:
    """Log in a format from now on, in this process and in those that it starts.

    Call it before Prefect is imported, which configures its loggers at once. Text is what Prefect and
    Python do by themselves.
    """
    if log_format is LogFormat.TEXT or _is_json():
        return
    os.environ[_SETTINGS] = str(PREFECT_CONFIG)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]  # instead of Prefect's, where it was imported already
    _OURS.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda thread: _log_uncaught(
        thread.exc_type, thread.exc_value or thread.exc_type(), thread.exc_traceback
    )


def inherit() -> None:
    """Log as the process does that started this one.

    For a process that is spawned and therefore begins with Python's own logging.
    """
    if os.environ.get(_SETTINGS) == str(PREFECT_CONFIG):
        use(LogFormat.JSON)


def about(day: date, run_id: str) -> None:
    """Put a day and its run into every JSON line that is logged from here on.

    It holds for this thread, and for what is started in a copy of its context.
    """
    _about.set({"day": day.isoformat(), "run_id": run_id})


def unexpected(error: BaseException, doing: str) -> None:
    """Log an error that nobody expected: what it is and where it came from, never its text.

    Call it wherever such an error becomes a result (a failed call, a warning), or a fault of ours ends as
    the customer's damaged file and leaves no trace. Errors of ours are not logged: they say themselves
    what is wrong. The text of a foreign one may quote what a customer said.

    Args:
        error: as it was caught, with its traceback.
        doing: what was going on, in English, without values: "reading a recording".
    """
    if isinstance(error, CallqaError):
        return
    chain = tuple(_chain(error))
    kinds = " from ".join(type(each).__name__ for each in chain)
    frames = [frame for each in chain for frame in _frames(each.__traceback__)]
    # no exc_info: other people's formatters would print the text
    shown = "" if _is_json() else "".join(f"\n  {frame}" for frame in frames)
    _OURS.error("unexpected error while %s: %s%s", doing, kinds, shown, extra={_FRAMES: frames})


def say(text: str, *, error: bool = False) -> None:
    """Print a line for whoever watches standard error, or log it where that is a JSON log."""
    if _is_json():
        _OURS.log(logging.ERROR if error else logging.INFO, "%s", text)
    else:
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is the console


def _is_json() -> bool:
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.args, tuple):
        harmless = tuple(
            describe_error(each) if isinstance(each, BaseException) else each for each in record.args
        )
        record = logging.makeLogRecord({**record.__dict__, "args": harmless})
    return record.getMessage()


def _context(record: logging.LogRecord) -> dict[str, str]:
    """Return what the line belongs to; what Prefect says of its own run wins over ours."""
    theirs = {"run_id": "flow_run_id", "flow_run": "flow_run_name", "task_run": "task_run_name"}
    known = {ours: str(value) for ours, name in theirs.items() if (value := getattr(record, name, None))}
    return {**_about.get(), **known}


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, what it was raised from, and so on, as far as a traceback would show."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _OURS.critical("unexpected error", exc_info=(kind, error, trace))
