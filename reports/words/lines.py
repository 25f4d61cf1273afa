"""What a day lacks and how it was made, a line each, in the language that is being spoken."""

from callqa.days.day import DayResult
from callqa.days.remarks import RemarkOf, told_of
from callqa.model.remarks import Remark
from reports.words.language import coverage_words, remark_words


def remark_lines(result: DayResult) -> tuple[str, ...]:
    """Say what a reader of a day must know about how it was made, a line each."""
    return tuple(map(remark_words.remark, told_of(result)))


def gap_lines(result: DayResult) -> tuple[str, ...]:
    """Say what of a day was not read, not understood or not attributed, a line a kind."""
    return tuple(map(coverage_words.gap, result.coverage.gaps))


def said(remark: Remark) -> str:
    """Say a remark that is about no day."""
    return remark_words.remark(RemarkOf(remark=remark, calls=0, retry=""))
