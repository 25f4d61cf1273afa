"""The Chinese texts of a roll-up: a week or a month on one page."""

TITLE = "通话质检汇总"
DAYS = "天数"
COMPLETE = "数据完整：每天都已运行，每条规则都已评估"
INCOMPLETE = "数据不完整，没有命中的地方不代表没有问题"
BY_DAY = "每天"
DATE, RECEIVED, FLAGGED, REVIEWED_PRECISION, STATE = "日期", "收到", "有命中", "复核准确率", "状态"
DAY_STATE = {True: "完整", False: "不完整"}
NOT_RUN = "未运行"
CATEGORIES = "类别"
PRECISION, CONFIRMED, DECIDED, ASSESSMENT = "准确率", "真命中", "已判定", "评价"
PRECISION_NOTE = "准确率 = 真命中 ÷（真命中 + 误命中），只算复核过的"
MISSED = "漏标"
FLAGGED_CALLS = "有命中的通话"
NO_HITS, NO_HITS_FOUND = "没有", "没有找到，但数据不完整"


ALL_NIGHTS, NONE_BEFORE, NONE_AFTER = "全部日报", "没有更早的了。", "还没有更新的。"
ROLLUPS, REPORT_GONE, NO_NIGHTS = "汇总：", "没有日报（没有出过，或已按保存期限清理）", "还没有出过日报。"


def month(year: int, number: int) -> str:
    """Return the title of a month."""
    return f"{year}年{number}月"


def month_total(nights: int, received: int, flagged: int, severe: int) -> str:
    """Return the sums of a month."""
    return f"{nights} 天，{received} 通，有命中 {flagged} 通，严重及以上 {severe} 处"


COACHING, COSTS, HEAR_TOGETHER, NO_COSTS, AGREED = (
    "坐席辅导",
    "扣分的规则",
    "一起听这几通",
    "没有扣分。",
    "约定与改进",
)


def cost_of_call(points: str, rules: str) -> str:
    """Return the score of a call and what cost it points."""
    return f"得分 {points}：{rules}"


def cost_of_rule(cost: str, calls: int) -> str:
    """Return what a rule cost, and how many calls."""
    return f"{cost}，{calls} 通"


def span(first: str, last: str) -> str:
    """Return the range of days."""
    return f"{first} 至 {last}"


def days_run(days: int, run: int) -> str:
    """How many days the range has, and how many of them were run."""
    return f"{days} 天，运行 {run} 天"


def reason_gaps(days: int) -> str:
    """Why the numbers are not the whole truth: days without a run."""
    return f"{days} 天没有运行过，图中留空，不是 0"


def reason_unsure(calls: int) -> str:
    """Why the numbers are not the whole truth: rules that could not be evaluated."""
    return f"{calls} 通通话上有规则未能评估，数字是下限"


def day_value(day: str, value: str) -> str:
    """Return a day of a drawing in words."""
    return f"{day} {value}"


def flagged_note(calls: int, listed: int) -> str:
    """Return the order of the flagged calls, and how many of them are listed."""
    rest = f"；这里列出 {listed} 通：最严重的，以及每个坐席的每个类别、每条规则至少一通。更多的在 Excel 里"
    return f"{calls} 通，最严重的在前{rest if calls > listed else ''}"


SPAN_BEFORE, SPAN_AFTER = "上一期", "下一期"
PROGRESS, JUDGED = "复核进度", "已复核"
TO_COACH, ALL_AGENTS, THEIR_HITS = "最需要辅导", "全部坐席", "扣分的命中"
SAID_MOST = "说得最多的话"
SAID_MOST_NOTE = "命中里的原话，写法不同但读来一样的算一句；点它看有这句话的通话"
PAIRS, PAIRS_NOTE = "坐席 × 类别", "命中数；点一格看那些通话"
AGAINST = "与上期比"
NO_PAST = "上一期没有运行过，没有可比的数字。"
REST_IN_WORKBOOK = "这里只列出一部分通话，更多的在 Excel 里。"


def past_note(first: str, last: str, run: int) -> str:
    """Return what the numbers are compared with."""
    return f"上期：{first} 至 {last}，运行 {run} 天。两期运行的天数不同时不写升降。"


def against(past: int, change: str) -> str:
    """Return a number of the period before, and the step from it."""
    return f"{change}（上期 {past}）" if change else f"上期 {past}"


def judged(hits: int, found: int) -> str:
    """Return how many hits were judged."""
    return f"{hits} / {found}"


def right_so_far(confirmed: int, decided: int) -> str:
    """Return how often the judged hits were right."""
    return f"至今准确率 {confirmed / decided:.0%}（{confirmed}/{decided}）" if decided else "还没有复核结论"


def said_often(hits: int, calls: int, agents: int) -> str:
    """Return how often something was said."""
    return f"{hits} 次，{calls} 通，{agents} 位坐席"


def other_agents(number: int) -> str:
    """Return what unfolds the rest of a table."""
    return f"其余 {number} 位坐席"


LOST_BY_DAY = "每天平均扣分（越低越好）"


def ends(low_day: str, low: str, high_day: str, high: str) -> str:
    """Return the days with the lowest and the highest mean score."""
    return f"最低 {low} 分（{low_day}），最高 {high} 分（{high_day}）"
