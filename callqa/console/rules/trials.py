"""Trials of drafts: one at a time, followed and stopped, in memory until the process ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Event, Lock, Semaphore, Thread

from callqa.host import logs
from callqa.model.access.account import Account
from callqa.model.errors import BadInputError, CallqaError
from callqa.model.progress import StoppedError, Watcher
from callqa.operations.books.draft import NAME, mark_of
from callqa.operations.books.trial import Tried, try_book
from callqa.operations.days import without_speech
from callqa.storage.calls.browse import recent_days
from callqa.storage.session import Site

_ONE = Semaphore(1)
"""A trial takes all of a core: two at once would each take twice as long."""


@dataclass(kw_only=True)
class TrialJob:
    """A trial that somebody has begun.

    Args:
        mark: of the text that is tried.
        days: whose calls are looked at.
        done, total: calls; 0 of 0 while it waits for another trial.
        tried: what was found; None while it is not at its end.
        problem: why there is no result; empty otherwise.
    """

    mark: str
    days: Sequence[date]
    done: int = 0
    total: int = 0
    tried: Tried | None = None
    problem: str = ""
    stop: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def run(self, site: Site, text: str) -> None:
        """Try the text; whatever happens, the job ends."""
        try:
            with _ONE:
                watcher = Watcher(progress=self._count, stop=self.stop.is_set)
                self.tried = try_book(site, text, self.days, name=NAME, watcher=watcher)
        except StoppedError:
            self.problem = "已停止"
        except CallqaError as error:
            self.problem = str(error)
        except Exception as error:  # a job that nobody ends would be waited for for ever
            logs.unexpected(error, "trying a draft")
            self.problem = f"程序意外出错（{type(error).__name__}），已写进日志"
        finally:
            self.ended.set()

    def _count(self, done: int, total: int) -> None:
        self.done, self.total = done, total


def _in_a_thread(work: Callable[[], None]) -> None:
    Thread(target=work, daemon=True).start()


@dataclass(kw_only=True)
class Trials:
    """The last trial of every account.

    Args:
        start: runs a function beside what is being done.
    """

    start: Callable[[Callable[[], None]], None] = _in_a_thread
    _jobs: dict[str, TrialJob] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, site: Site, account: str, text: str, days: Sequence[date]) -> TrialJob:
        """Begin a trial; one that the account has begun before is stopped."""
        job = TrialJob(mark=mark_of(text), days=tuple(days))
        with self._lock:
            before = self._jobs.get(account)
            self._jobs[account] = job
        if before:
            before.stop.set()
        self.start(lambda: job.run(site, text))
        return job

    def of(self, account: str) -> TrialJob | None:
        """Return the last trial of an account; None where there is none."""
        with self._lock:
            return self._jobs.get(account)

    def tried_mark(self, account: str) -> str:
        """Return the mark of the text that an account has tried to the end; empty where it has not."""
        job = self.of(account)
        return job.mark if job and job.tried else ""


def begin_trial(trials: Trials, site: Site, account: str, text: str, days: int) -> TrialJob:
    """Begin to try a text on so many of the newest days.

    Raises:
        BadInputError: there is no day to try it on.
    """
    chosen = recent_days(site.database, None, days)
    gone = set(without_speech(site, chosen))
    whole = [day for day in chosen if day not in gone]
    if not whole:
        raise BadInputError("没有可以试的日子", "", "先运行一晚，或等有转写的日子")
    return trials.begin(site, account, text, whole)


def refuse_part(account: Account) -> None:
    """Refuse what shows or changes the calls of everybody to who sees only some of them."""
    if not account.scope.is_everything:
        raise BadInputError("您只能看到一部分通话，不能试运行和发布规则", "", "请看得到全部通话的主管来做")
