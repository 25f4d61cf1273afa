"""Whether a day is complete, and why not, in words."""

from dataclasses import dataclass

from callqa.model.progress import Progress
from callqa.storage.lease import Holder
from reports.view.model.overview import LedgerView, Trust


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """Whether a day is complete, and why not: as its report says it.

    Args:
        holder, progress: who works on it, and how far they are.
    """

    trust: Trust
    ledger: LedgerView
    remarks: tuple[str, ...]
    gaps: tuple[str, ...]
    holder: Holder | None = None
    progress: Progress | None = None
