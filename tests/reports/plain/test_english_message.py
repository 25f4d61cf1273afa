"""An English message holds no Chinese but what people named."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pytest

from callqa.days.remarks import RemarkOf
from callqa.model.coverage import Case, Coverage, Gap, GapKind
from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.monitoring.notice import Kind, Notice
from callqa.settings.schema import Language
from reports.plain.digest import TEXT, digest
from reports.plain.message import message
from reports.words.language import remark_words, speaking
from reports.words.lines import said
from tests.support.builders import call, day_result, failed_call

HANZI = re.compile("[\u3400-\u9fff]")
FIGURES: Mapping[str, float] = defaultdict(lambda: 2.0, transcripts=3.0)
NAMED: Mapping[str, str] = defaultdict(lambda: "x", text="数据库被另一个程序占用", system="")
"""Whatever figures and names a kind asks for."""
KINDS = [kind for kind in RemarkKind if kind is not RemarkKind.AS_WRITTEN]


@pytest.mark.parametrize("kind", KINDS)
def test_a_remark(kind: RemarkKind) -> None:
    remark = Remark(kind=kind, call_ids=("c1",), figures=FIGURES, names=NAMED)

    with speaking(Language.ENGLISH):
        line = remark_words.remark(RemarkOf(remark=remark, calls=3, retry="callqa run"))

    assert line
    assert not HANZI.search(line)


@pytest.mark.parametrize("kind", Kind)
def test_a_message(kind: Kind) -> None:
    day = day_result(
        call("c1"),
        failed_call("c2", "空文件"),
        coverage=Coverage(gaps=tuple(Gap(kind=each, cases=(Case(call_id="c1"),)) for each in GapKind)),
    )
    told = digest(day, "qa.html", TEXT, speech=False, language=Language.ENGLISH)
    with speaking(Language.ENGLISH):
        why = said(
            of_error(RemarkKind.BROKE_OFF, BadInputError("录音文件夹不存在", "config/pipeline.yaml:3"))
        )

    first = date(2026, 2, 1)
    text = "\n".join(
        message(
            Notice(kind=kind, day=date(2026, 2, 14), first=first, host="qa1", problems=(why,), digest=told),
            Language.ENGLISH,
        )
    )

    assert "config/pipeline.yaml:3" in text
    assert not HANZI.search(text)
