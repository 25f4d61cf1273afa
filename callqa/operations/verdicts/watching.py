"""The review inbox, looked at beside the rule book by `callqa watch`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from callqa.host import logs
from callqa.model.errors import BadInputError, CallqaError
from callqa.operations.verdicts.inbox import REFUSED, TAKEN, Inbox
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site

LOOK_S = 5.0
"""The folder is looked at this often: network folders tell nothing."""


@contextmanager
def watched(configuration: Configuration, stop: Event, say: Callable[[str], None]) -> Iterator[None]:
    """Take verdict files that are dropped into the configured folder during the block; none: nothing is done.

    Args:
        stop: set it before the block ends.
        say: is told in Chinese what became of each file.

    Raises:
        BadInputError: the configured folder does not exist.
    """
    if not configuration.settings.review.inbox:
        yield
        return
    inbox = Inbox(folder=configuration.resolve(configuration.settings.review.inbox))
    if not inbox.folder.is_dir():
        raise BadInputError(
            "没有这个文件夹", str(inbox.folder), "建立它，或修改 pipeline.yaml 的 review.inbox"
        )
    say(f"正在看着 {inbox.folder}：放进来的复核结论会自动导入，旁边写回执")
    thread = Thread(target=_look_on, args=(configuration, inbox, stop, say), name="review inbox")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _look_on(configuration: Configuration, inbox: Inbox, stop: Event, say: Callable[[str], None]) -> None:
    told = ""
    while not stop.wait(LOOK_S):
        try:
            take(configuration, inbox, say)
            told = ""
        except Exception as error:  # the watch goes on, and looks again
            if not isinstance(error, CallqaError | OSError):
                logs.unexpected(error, "importing verdicts from the inbox")
            told, before = f"复核结论没有导入，过一会儿再试：{type(error).__name__} {error}", told
            if told != before:
                say(told)


def take(configuration: Configuration, inbox: Inbox, say: Callable[[str], None]) -> None:
    """Answer every file that is whole by now."""
    for path in inbox.look():
        with Site.open(configuration.path) as site:
            receipt = inbox.answer(site, path)
        say(f"{TAKEN if receipt.taken else REFUSED} {path.name}：{'；'.join(receipt.lines[:2])}")
