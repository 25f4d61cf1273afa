"""The Chinese texts of appeals against hits and of who judges which."""

APPEAL, APPEAL_WHY, APPEAL_DO, FINAL = "申诉", "为什么这处不对", "申诉", "终审"
APPEAL_STEPS = {"raised": "申诉", "accepted": "申诉成立", "refused": "申诉不成立"}
DECISION_WHY, FINAL_TOO = "给坐席的说明", "不成立时即为终审（不能再申诉）"
SECOND_IS_FINAL = "第二次申诉：这次的决定就是终审。"
NOT_YOURS_TO_DECIDE = "您判过这处命中或处理过这处申诉，由另一位主管处理。"
APPEALS_OPEN, APPEALS_DECIDED, NO_APPEALS = "待处理的申诉", "处理过的申诉", "没有待处理的申诉。"
DECIDE_UNTIL, OVERDUE, HIT_GONE = "处理期限", "已过期", "命中已不在（规则改过）"
OWN_CALLS, NO_OWN_HITS = "您这一天有命中的通话", "这一天您的通话没有命中。"
ASSIGN, ASSIGN_TO, GIVEN, DONE, LEFT = "分配复核", "分给", "分到", "已判", "还没判"
TAKE_BACK_LEFT, EACH, UNIT = "收回没判的", "每人", "单位"
UNITS = {"hits": "处命中", "calls": "通通话"}
ASSIGN_NOTE = (
    "只分还没有结论、也没有分给别人的；一处命中只分给一个人，按各人看得到的范围轮流分。"
    "分给别人的不再出现在您的“最严重的”里。"
)


def decide_until(at: str, is_late: bool) -> str:
    """Say until when somebody is to decide about an appeal."""
    return f"处理期限 {at}" + ("，已过期" if is_late else "")


def appeal_terms(raise_days: int, decide_days: int) -> str:
    """Say how long there is to appeal and to decide."""
    return f"通话之后 {raise_days} 天内可以申诉，申诉后 {decide_days} 天内处理；判过这处命中的主管不能处理。"


def appeals_waiting(waiting: int, late: int) -> str:
    """Say how many appeals wait."""
    return f"申诉待处理 {waiting} 处" + (f"，{late} 处已过期" if late else "")


def free_hits(hits: int) -> str:
    """Say how many hits can still be given to somebody."""
    return f"没有结论、也没有分给任何人的命中：{hits} 处"


def own_pile(done: int, given: int) -> str:
    """Say how far somebody is with what they were given."""
    return f"分给我的：已判 {done} / {given}"
