"""The words that the workbook and its import must agree on, in every language of a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass

from callqa.model.review import Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetWords:
    """The sheet of hits in one language.

    Args:
        title: of the sheet.
        hit_id, hit_day: headers of what says which hit a row is about.
        verdict, remark: headers of what a supervisor fills in.
        verdict_before, remark_before: headers of what was there when the workbook was written.
        verdicts: what can be chosen.
    """

    title: str
    hit_id: str
    hit_day: str
    verdict: str
    remark: str
    verdict_before: str
    remark_before: str
    verdicts: Mapping[Verdict, str]

    @property
    def needed(self) -> tuple[str, ...]:
        """The headers without which nothing can be imported."""
        return self.hit_id, self.hit_day, self.verdict

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers that an import reads."""
        return *self.needed, self.remark, self.verdict_before, self.remark_before


CHINESE = SheetWords(
    title="命中",
    hit_id="命中编号",
    hit_day="报告日期",
    verdict="复核结论",
    remark="备注",
    verdict_before="导出时结论",
    remark_before="导出时备注",
    verdicts={Verdict.TRUE: "真命中", Verdict.FALSE: "误命中", Verdict.PENDING: "待定"},
)
ENGLISH = SheetWords(
    title="Hits",
    hit_id="Hit id",
    hit_day="Report day",
    verdict="Verdict",
    remark="Note",
    verdict_before="Verdict when exported",
    remark_before="Note when exported",
    verdicts={Verdict.TRUE: "true hit", Verdict.FALSE: "false hit", Verdict.PENDING: "undecided"},
)
LANGUAGES = (CHINESE, ENGLISH)
"""What an import understands, whatever language the reports are written in today."""

VERDICT_WORD = CHINESE.verdicts
VERDICT_OF = {word: verdict for each in LANGUAGES for verdict, word in each.verdicts.items()}
