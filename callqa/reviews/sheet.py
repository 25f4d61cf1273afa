"""The words that the workbook and its import must agree on, in every language of a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass

from callqa.model.review.misses import Heard
from callqa.model.review.verdicts import Verdict


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


@dataclass(frozen=True, kw_only=True, slots=True)
class MissWords:
    """The sheet of what no rule has marked, in one language.

    Args:
        title: of the sheet.
        call, heard, about, text, remark: headers of what a supervisor fills in.
        day, before: hidden: the report's day, and what the four columns held when the workbook was written.
        choices: what can be chosen for ``heard``.
    """

    title: str
    call: str
    heard: str
    about: str
    text: str
    remark: str
    day: str
    before: str
    choices: Mapping[Heard, str]

    @property
    def needed(self) -> tuple[str, ...]:
        """The headers without which nothing can be imported."""
        return self.day, self.call, self.heard, self.about

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers that an import reads."""
        return *self.needed, self.text, self.remark, self.before


def as_exported(heard: str, about: str, text: str, note: str) -> str:
    """Return what the hidden column says that a row held."""
    return "｜".join((heard, about, text, note)) if heard else ""


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
MISSES_CHINESE = MissWords(
    title="漏标",
    call="通话",
    heard="听的结论",
    about="规则或类别",
    text="漏掉的话",
    remark="备注",
    day="报告日期",
    before="导出时内容",
    choices={Heard.MISSED: "有漏标", Heard.CLEAN: "没有漏标", Heard.WITHDRAWN: "撤回"},
)
MISSES_ENGLISH = MissWords(
    title="Missed",
    call="Call",
    heard="Heard",
    about="Rule or category",
    text="Words missed",
    remark="Note",
    day="Report day",
    before="As exported",
    choices={Heard.MISSED: "missed", Heard.CLEAN: "nothing missed", Heard.WITHDRAWN: "withdrawn"},
)
MISSES_IN_LANGUAGES = (MISSES_CHINESE, MISSES_ENGLISH)
HEARD_WORD = MISSES_CHINESE.choices
HEARD_OF = {word: heard for each in MISSES_IN_LANGUAGES for heard, word in each.choices.items()}

LANGUAGES = (CHINESE, ENGLISH)
"""What an import understands, whatever language the reports are written in today."""

VERDICT_WORD = CHINESE.verdicts
VERDICT_OF = {word: verdict for each in LANGUAGES for verdict, word in each.verdicts.items()}
