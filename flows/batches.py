"""The calls of a day, batch by batch: what is done when a batch fails, and when time is up."""

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from prefect.client.schemas.objects import State

from flows import transcribe
from flows.adapters.lease import Held
from flows.adapters.progress import progress
from flows.adapters.settings import Configuration
from flows.core.errors import BadInputError
from flows.tasks import transcribe_task

_GIVE_UP_AFTER = 2
_FELL_BACK = "识别设备中途出错，其余录音改用 CPU 识别；结果不受影响，但今晚会慢"


class Batches:
    """Recognises batch by batch; one that fails as a whole is left out, two in a row end it.

    Args:
        until: on the monotonic clock; no batch is begun after it.
    """

    def __init__(self, configuration: Configuration, day: date, held: Held, until: float) -> None:
        self._configuration, self._day, self._held, self._until = configuration, day, held, until
        self._number, self._device = 0, ""
        self.problem = ""
        self.warnings: list[str] = []

    def work(self, due: Sequence[str]) -> int:
        """Recognise some calls; returns how many did not fail."""
        size = self._configuration.settings.night.batch_calls
        recognised, in_a_row = 0, 0
        with progress(f"{self._day} 转写", len(due)) as advance:
            for start in range(0, len(due), size):
                if time.monotonic() >= self._until:
                    self.problem = f"时间用完，还有 {len(due) - start} 通留待下一晚"
                    break
                batch = list(due[start : start + size])
                good = self._batch(batch)
                recognised, in_a_row = recognised + (good or 0), 0 if good is not None else in_a_row + 1
                advance(len(batch))
                if in_a_row == _GIVE_UP_AFTER:
                    break
        return recognised

    def _batch(self, batch: list[str]) -> int | None:
        """How many of a batch did not fail; None when the batch failed as a whole."""
        self._held.ensure()
        self._number += 1
        state = self._tried(batch)
        if not state.is_completed() and self._may_fall_back():
            self._device = "cpu"
            state = self._tried(batch)
            self.warnings = [_FELL_BACK] if state.is_completed() else []
        if state.is_completed():
            return int(state.result())
        error = type(state.result(raise_on_failure=False)).__name__
        self.problem = f"转写出错（{error}），部分录音未转写"
        return None

    def _tried(self, batch: list[str]) -> State[Any]:
        path = str(self._configuration.path)
        state: State[Any] = transcribe_task(
            path, self._day, self._number, batch, self._device, return_state=True
        )
        return state

    def _may_fall_back(self) -> bool:
        if self._device or not self._configuration.settings.night.cpu_fallback:
            return False
        try:
            return transcribe.summary(self._configuration).device != "cpu"
        except BadInputError:  # a device that is named in the settings and is not there any more
            return True
