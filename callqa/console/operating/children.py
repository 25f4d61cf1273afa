"""Commands that the console starts: each in a session of its own, so that it outlives the console."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock

from callqa.days.plan import Redo
from callqa.host import users
from callqa.model.errors import NotThereError
from callqa.storage.session import Site
from callqa.text.masking import mask_name

_CALLQA = (sys.executable, "-c", "from callqa.cli.app import main; main()")
"""The command of this very installation, whatever stands in the PATH."""
_KEPT = 20
_TOLD_BYTES = 8_000


class Work(StrEnum):
    """What is done with a day."""

    RUN = "run"
    """What is missing of it."""
    FAILED = "failed"
    """The same, and failed calls again."""
    FLAG = "flag"
    """The rule book in force put to stored transcripts again."""
    REPORT = "report"
    """The reports written again."""
    BACKFILL = "backfill"
    """What is missing of several days, one after the other."""

    def arguments(self, day: date, last: date | None = None, redo: Redo = Redo.MISSING) -> tuple[str, ...]:
        """Return what is typed behind ``callqa``.

        Args:
            last: day of a backfill.
            redo: what a backfill recognises again.
        """
        if self is Work.BACKFILL:
            again = () if redo is Redo.MISSING else ("--redo", redo.value)
            return (self.value, "--from", day.isoformat(), "--to", (last or day).isoformat(), *again)
        again = ("--redo", "failed") if self is Work.FAILED else ()
        command = "run" if self is Work.FAILED else self.value
        return (command, "--day", day.isoformat(), *again)


OF_A_DAY = tuple(each for each in Work if each is not Work.BACKFILL)


@dataclass(kw_only=True, eq=False)
class Child:
    """A command that was started here.

    Args:
        number: names it on the page.
        arguments: of the command.
        who: has started it.
        log: file with what it says; never customer speech.
    """

    number: int
    work: Work
    day: date
    arguments: tuple[str, ...]
    who: str
    since: datetime
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def ended(self) -> int | None:
        """Its exit code; None while it runs."""
        return self.process.poll()

    @property
    def command(self) -> str:
        """What one would type for the same."""
        return " ".join(("callqa", *self.arguments))

    def told(self) -> str:
        """Return the end of what it has said; a call id in it may hold a customer's number."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(self.log.stat().st_size - _TOLD_BYTES, 0))
                return mask_name(file.read().decode("utf-8", errors="replace"))
        except OSError as error:
            return f"读不到 {self.log.name}（{error.strerror}）"

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does; what is done so far stays."""
        if self.ended is None:
            self.process.send_signal(signal.SIGTERM)


@dataclass(kw_only=True)
class Children:
    """The commands that this console has started, the newest last.

    Args:
        callqa: how the command is called.
    """

    callqa: Sequence[str] = _CALLQA
    _known: list[Child] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def all(self) -> list[Child]:
        """Return them, newest first."""
        with self._lock:
            return self._known[::-1]

    def find(self, number: int) -> Child:
        """Return one.

        Raises:
            NotThereError: it was not started here.
        """
        found = next((each for each in self.all() if each.number == number), None)
        if found is None:
            raise NotThereError("不是这个控制台启动的", "", "用 callqa status 看是谁在处理")
        return found

    def start(
        self,
        site: Site,
        work: Work,
        day: date,
        named: Callable[[datetime], str],
        arguments: tuple[str, ...] = (),
    ) -> Child:
        """Start a command; it writes down itself what it does, and for whom.

        Args:
            named: returns the name of its log.
            arguments: what is typed behind ``callqa``; by default what the work says of the day.
        """
        typed = arguments or work.arguments(day)
        now = site.now().astimezone(site.zone)
        folder = site.configuration.resolve("data/console")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget_old(folder, {each.log for each in self.all() if each.ended is None})
        log = folder / named(now)
        environment = {
            **os.environ,
            "CALLQA_CONFIG": str(site.configuration.path),
            users.ACTING_FOR: site.actor,
        }
        with self._lock:
            number = self._known[-1].number + 1 if self._known else 1
            with log.open("wb") as output:
                process = subprocess.Popen(  # noqa: S603  # our own command, and a date
                    [*self.callqa, *typed],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    start_new_session=True,
                )
            child = Child(
                number=number,
                work=work,
                day=day,
                arguments=typed,
                who=site.actor,
                since=now,
                log=log,
                process=process,
            )
            self._known = _kept([*self._known, child])
        return child


def _kept(known: Sequence[Child]) -> list[Child]:
    """Return the newest, and whatever still runs; to ask how one ended is what takes it off the system."""
    newest = {each.number for each in known[-_KEPT:]}
    return [each for each in known if each.ended is None or each.number in newest]


def _forget_old(folder: Path, used: Collection[Path]) -> None:
    """Remove all logs but the newest and those that are written to: nobody else cleans them up."""
    for old in sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
        if old not in used:
            old.unlink(missing_ok=True)
