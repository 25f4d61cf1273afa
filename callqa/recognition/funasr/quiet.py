"""Keeping a talkative library off the terminal and out of the log."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Catch what FunASR prints while it is imported or a model is built, and leave logging as it was.

    Its ``log_level`` option has no effect: AutoModel configures the root logger itself.

    Yields:
        What was printed.
    """
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    printed = io.StringIO()
    hush_funasr()
    try:
        with warnings.catch_warnings(), _printing_to(printed):
            warnings.simplefilter("ignore")
            yield printed
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
        hush_funasr()


@contextlib.contextmanager
def _printing_to(target: io.StringIO) -> Iterator[None]:
    with contextlib.redirect_stdout(target), contextlib.redirect_stderr(target):
        yield


def hush_funasr() -> None:
    """Drop what FunASR writes straight to the root logger, in this and all later calls.

    It logs every hotword list, and now and then an exception; both belong to the customer.
    """
    root = logging.getLogger()
    if _is_ours not in root.filters:
        root.addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    return "/funasr/" not in record.pathname.replace("\\", "/")
