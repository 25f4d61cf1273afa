"""The words that the workbook and its import must agree on."""

from flows.core.review import Verdict

HITS_SHEET = "命中"
HIT_ID, HIT_DAY = "命中编号", "报告日期"
VERDICT, REMARK = "复核结论", "备注"
VERDICT_BEFORE, REMARK_BEFORE = "导出时结论", "导出时备注"
VERDICT_WORD = {Verdict.TRUE: "真命中", Verdict.FALSE: "误命中", Verdict.PENDING: "待定"}
VERDICT_OF = {word: verdict for verdict, word in VERDICT_WORD.items()}
