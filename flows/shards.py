"""The calls of a day, shard by shard: what is done when one fails, and when time is up."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from callqa.host import logs
from callqa.host.progress import progress
from callqa.model.errors import BadInputError, DeviceLostError
from callqa.model.progress import Stage
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.operations import transcribe
from callqa.settings.schema import Runner
from callqa.storage.lease import Held
from callqa.storage.runs import ProgressLog
from callqa.storage.session import Site
from flows.runners import mapped
from flows.transcribe import transcribe_task

_GIVE_UP_AFTER = 2


class Batches:
    """Recognises shard by shard; one that fails as a whole is left out, two in a row end it.

    Args:
        site: whose calls.
        held: the day, while it is ours.
        day: of the calls.
        run_id: stored with every call.
        until: on the monotonic clock; no shard is begun after it.
    """

    def __init__(
        self,
        site: Site,
        held: Held,
        *,
        day: date,
        run_id: str,
        until: float,
    ) -> None:
        self._site, self._held = site, held
        self._day, self._run_id, self._until = day, run_id, until
        self._number, self._device = 0, ""
        self._shards: deque[tuple[list[str], str]] = deque()
        self._fell_back: list[Remark] = []
        self.problem: Remark | None = None
        self.remarks: list[Remark] = []

    def work(self, due: Sequence[str]) -> int:
        """Recognise some calls; returns how many did not fail."""
        night = self._site.settings.night
        size = night.shard_calls
        self._shards = deque((list(due[at : at + size]), "") for at in range(0, len(due), size))
        recognised, in_a_row = 0, 0
        with self._watching(len(due)) as look:
            for shard, result in mapped(transcribe_task, self._next, night, look):
                if isinstance(result, int):
                    recognised, in_a_row = recognised + result, 0
                    self.remarks = self._fell_back
                elif not self._falls_back(shard, result):
                    _log(result)
                    self.problem = of_error(RemarkKind.NOT_TRANSCRIBED, result)
                    in_a_row = _GIVE_UP_AFTER if isinstance(result, DeviceLostError) else in_a_row + 1
                if in_a_row == _GIVE_UP_AFTER:
                    break
        return recognised

    def _next(self) -> dict[str, Any] | None:
        """Return what the task is given for the next shard; None when there is none, or no time."""
        if self._shards and time.monotonic() >= self._until:
            left = sum(len(calls) for calls, _ in self._shards)
            self.problem = Remark(kind=RemarkKind.TIME_UP, figures={"calls": left})
            self._shards.clear()
        if not self._shards:
            return None
        self._held.ensure()
        self._number += 1
        call_ids, device = self._shards.popleft()
        return {
            "config": str(self._site.configuration.path),
            "day": self._day,
            "number": self._number,
            "call_ids": call_ids,
            "run_id": self._run_id,
            "device": device or self._device,
            "holder": self._held.holder,
        }

    def _falls_back(self, shard: dict[str, Any], error: Any) -> bool:
        """Let a shard that failed be tried once more without the device, if that is allowed."""
        if shard["device"] or not (self._device or self._may_fall_back(error)):
            return False
        is_here = self._site.settings.night.runner is Runner.LOCAL
        self._device = "cpu" if is_here else ""  # of a cluster one machine's device is lost, not all
        kind = RemarkKind.DEVICE_LOST if is_here else RemarkKind.DEVICES_LOST
        self._fell_back = [Remark(kind=kind)]
        self._shards.appendleft((shard["call_ids"], "cpu"))
        return True

    def _may_fall_back(self, error: Any) -> bool:
        if not self._site.settings.night.cpu_fallback:
            return False
        if isinstance(error, DeviceLostError):  # on a cluster it is the device of another machine
            return True
        try:
            return transcribe.summary(self._site.configuration).device != "cpu"
        except BadInputError:  # a device that is named in the settings and is not there any more
            return True

    @contextmanager
    def _watching(self, total: int) -> Iterator[Callable[[], None]]:
        """Show how many calls are stored, whenever somebody looks, on whatever machine they were made."""
        before = shown = self._site.store.count_recognised_by(self._day, self._run_id)
        log = ProgressLog(self._site.database, self._day, self._run_id, self._site.clock)
        log.tell(Stage.TRANSCRIBE, 0, total)
        with progress(f"{self._day} 转写", total) as advance:

            def look() -> None:
                nonlocal shown
                stored = self._site.store.count_recognised_by(self._day, self._run_id)
                if stored > shown:
                    advance(stored - shown)
                shown = stored
                log.tell(Stage.TRANSCRIBE, stored - before, total)

            yield look


def _log(result: object) -> None:
    if isinstance(result, BaseException):
        logs.unexpected(result, "recognising a shard")
