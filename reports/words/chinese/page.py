"""The Chinese texts of the page itself: headings, buttons, explanations."""

from callqa.model.playback import Unheard
from callqa.model.review.precision import NOISY_BELOW, NOISY_FROM, PRECISION_DAYS

LANG = "zh-CN"
REPORT = "通话质检日报"
DAY_BEFORE, EVERY_DAY, DAY_AFTER = "前一日", "全部日报", "后一日"
PAGE_TITLE = "通话全文"
SKIP = "跳到命中通话"
CONTENTS = "目录"
BACK = "回到日报"
FOOTER = "本报告由本机自动生成，内容未离开本机。含客户通话内容，请勿外传。"
MASKED = "电话、身份证和银行卡号已隐藏（138****1234）。"
NOT_MASKED = "隐私设置为不隐藏号码：本报告含有客户的电话等号码。"

TRUST = "数据完整性"
ATTENTION = "注意："
CURE = "请运维运行："
NUMBERS = "当日数字"
FIRST, ALL_JUDGED = "先听这几通", "命中都已复核"
FIRST_DAY = "还没有以前的数据；从第二天起，这里会与前一日和近 30 天比较"
ORIGIN = "版本与来历"

OVERVIEW = "当日一览"
OVERVIEW_NOTE = "与前一日相比；柱形为近 30 天，近 7 天颜色不同，右端为当日；空缺为没有运行或未评估"
BY_CATEGORY = "各类别"
BY_HOUR = "各时段命中"
BY_HOUR_NOTE = "按通话开始的小时；只列有命中的类别"
CALLS_OF_HOUR = "通话"
NOISY = "误报多的规则"
NOISY_NOTE = f"近 {PRECISION_DAYS} 天复核至少 {NOISY_FROM} 条，真命中不到 {NOISY_BELOW:.0%}"
NO_NOISY = "没有。"
CHANGES = "规则手册的改动"
CHANGES_NOTE = "和前一天相比"
NO_CHANGES = "没有改动。"
NO_YESTERDAY = "前一日没有运行"
TODAY_UNPROVEN = "当日未全部评估，不比较"
YESTERDAY_UNPROVEN = "前一日未全部评估，不比较"
NO_TREND = "没有数据"

CATEGORY, CALLS, HITS, SHARE, SKIPPED, TREND = "类别", "通话", "命中", "占收到的通话", "未评估", "近 30 天"
CHANGE = "较前一日"
RULE, PRECISION, REVIEWED, SEVERITY_HEAD, RULE_ID = "规则", "真命中比例", "真命中 / 已复核", "级别", "编号"
MONTH_HITS = "30 天命中"
NO_RULES_AT_ALL = "没有启用的规则，当天没有任何通话被评估。"
NOTHING_SKIPPED = "无"
NOT_EVALUATED = "未评估"

FLAGGED_CALLS = "命中通话"
ORDER = "按级别、命中数、时间排序"
NOT_RECEIVED = "当天没有收到录音。"
CLEAN = "每条规则都已在每通通话上评估，没有命中。"
NOT_CLEAN = "已评估的部分没有命中；并非全部都已评估，详见"
FAILED_AND_SKIPPED = "失败与未评估"
NO_MATCH = "没有符合条件的命中。"

FILTER = "筛选命中"
ALL = "全部"
AGENT, VERDICT_HEAD, TEXT = "坐席", "复核", "文字"
FIND = "查找命中与全文（/）"
CLEAR = "清除"
OPEN_ALL = "展开全文"
NOT_REVIEWED = "未复核"
SHORTCUTS = "快捷键（?）"
MORE, SIDE, HOUR, SORT = "更多条件", "性质", "时段", "排序"
ONLY_OPEN, NEXT_OPEN = "只看未复核", "下一处未复核（u）"
SIDES = {"conduct": "坐席言行（扣分）", "customer": "客户侧"}
SORTS = (
    ("", "级别（默认）"),
    ("time", "时间"),
    ("hits", "命中数，多的在前"),
    ("agent", "坐席"),
    ("points", "得分，低的在前"),
)
PERMALINK = "这通电话的链接"
POSITION = "通话中的位置"

CALL, QUEUE, DIRECTION_HEAD, CUSTOMER_NUMBER, DURATION = "通话", "队列", "方向", "客户号码", "时长"
PLAY, FROM_START = "播放", "从头开始"
WHOLE_CALL_JUDGED = "针对整通通话的判断"
NO_SENTENCE = "，没有对应的某一句话。"
IN_TRANSCRIPT = "在全文中查看"
WHOLE_IN_DAY, JUDGE_THERE, IN_DAY = "全文在当天的日报里", "到日报里复核", "看当天日报"
NEW, NOT_THERE = "新", "这一处没有录音可播放"
REVIEW_SAID = "复核"
ELSEWHERE = "全文在另一页"
MEASURES = "通话指标"
LONG_SILENCE, OVERLAP = "长时间静音（3 秒以上）", "抢话（0.3 秒以上）"
NO_STRETCH = "没有"
SILENCE_KEY, OVERLAP_KEY = "静音", "抢话"
SCORE, REVIEWED_SCORE, DEDUCTIONS = "得分（机器）", "得分（复核后）", "扣分"
NO_DEDUCTION = "没有扣分：命中的规则都不扣分。得分说的是坐席做得怎么样，扣多少由规则手册的 score 决定"
CONVERSATION = "对话"

UNHEARD = {
    Unheard.GONE: "录音已不在原处，无法播放",
    Unheard.OVERWRITTEN: "这个文件名后来写了别的录音，原来的录音已经没有了",
    Unheard.OUTSIDE: "录音不在配置的文件夹里，不予播放",
    Unheard.UNREADABLE: "录音无法读取，不能播放",
    Unheard.NO_CLIP: "浏览器不能直接播放这种录音，而设置为不制作片段",
    Unheard.NOT_CHOSEN: "只为有命中和抽样的通话制作录音片段",
    Unheard.IN_ITS_DAY: "录音片段在当天的日报里面，请到日报里听",
    Unheard.NOT_KEPT: "当天的日报旁边没有这通电话的录音片段（还没出日报，或已按期限清理）",
}

AGENTS = "坐席"
AGENTS_NOTE = "按坐席自己的言行排名：1 = 平均得分最低，最需要辅导"
AVERAGE, DEDUCTED, FATAL, CONDUCT_HITS, CUSTOMER_HITS, TEAM, MACHINE = (
    "平均得分",
    "扣分通话",
    "一票否决",
    "坐席言行",
    "客户侧命中",
    "班组",
    "机器",
)
SCORE_NOTE = (
    "平均得分、扣分通话、一票否决和“坐席言行”只算规则手册里有分的规则（score、fatal），复核为误命中的不算；"
    "带“≤”的得分是上限：有的通话没能评估全部有分的规则。客户说的话另列在“客户侧命中”，不影响名次。"
    "命中率 = 有命中的通话 ÷ 已分析的通话。"
)
AGENT_TABLE = "坐席统计"
RANK, ANALYSED, FLAGGED_HEAD, RATE, SEVERE_HEAD, FAILED_HEAD = (
    "排名",
    "已分析",
    "有命中",
    "命中率",
    "严重及以上",
    "失败",
)
DRAWN = "随机抽样"
SMALL, UNRANKED = "样本少", "不排名"
HAS_HITS = "有命中"
NO_CALLS = "没有通话。"

ALL_CALLS = "全部通话"
TIME, OUTCOME_HEAD, WORST, REMARK_HEAD = "时间", "结果", "最高级别", "备注"

FAILED_CALLS = "失败的通话"
RETRY = "重试："
REASON, WHAT_TO_DO, FILE = "原因", "怎么办", "文件"
TRY_AGAIN, MEND_FIRST = "直接重试", "先修复或更换文件，再重试"
SKIPPED_RULES, SKIPPED_RULES_NOTE = "未评估的规则", "既不算命中，也不算没有命中"
CALL_COUNT, AND_MORE = "通话数", "等"
DEFERRED_FILES, DEFERRED_FILES_NOTE = "推迟处理的文件", "未计入当天的数字"
DUPLICATE_FILES, DUPLICATE_FILES_NOTE = "重复的文件", "内容与另一录音完全相同，只计一次"
SAME_AS = "与之相同："
NOTHING = "无。"

READ = "读取结果"
READ_NOTE = "没读到、没读懂、分不清是谁的"
RULE_TABLE_NOTE = "当天生效的规则及其命中；近 30 天没有命中的，看看写法是否还对"
PERIOD_HITS, NEVER_LATELY = "近 30 天命中", "没有"
NO_RULES_ON = "没有启用的规则。"
NOTES_HEAD = "说明"

REVIEW = "复核结论"
REVIEW_HELP = "点选的结论先存在这个浏览器里；导出的文件交给运维导入（callqa review import）"
REVIEWER, NOTE = "复核人", "备注"
MISS_FORM, MISS_WORDS, MISS_ABOUT, MISS_CHOOSE = "漏标", "漏掉的话", "该命中的规则", "选一条规则或一类"
MISS_HELP = "在对话里选中几个字，或点一句后面的“漏标”"
MISS_ADD, MISS_NONE, MISS_THIS = "记下", "听完了，没有漏标", "漏标"
EXPORT = "导出结论"
PLAYER, CLOSE, SPEED = "播放器", "关闭", "倍速"
HELP = "快捷键"
KEYS = (
    ("j / k", "下一处 / 上一处命中"),
    ("空格", "播放当前命中；播放时暂停或继续"),
    ("← / →", "播放时后退 / 前进 3 秒"),
    ("1 / 2 / 3", "真命中 / 误命中 / 待定"),
    ("u", "下一处未复核"),
    ("n", "写备注"),
    ("o", "展开或收起全文"),
    ("/", "查找"),
    ("Esc", "离开输入框，关闭播放器"),
    ("?", "本说明"),
)
KEYS_OF_VERDICTS = (KEYS[3], KEYS[5], KEYS[6])
SCRIPT = {
    "shown": "显示 {hits} / {all} 处命中，{calls} 通",
    "reviewed": "已复核 {done} / {all}",
    "playing": "正在播放 {agent} {clock} 的通话",
    "unheard": "这一处没有录音可播放",
    "broken": "播放不了：录音不在原处，或者浏览器不支持这种格式",
    "reviewer": "请先填写复核人",
    "exported": "已导出 {n} 条结论、{misses} 条听记",
    "elsewhere": "；另有 {n} 条不在这一页上（在别的页上判的，或命中已经不在报告里），没有导出",
    "waiting": "还没导出 {n} 条",
    "missed": "漏标",
    "clean": "听完了，没有漏标",
    "takeBack": "撤回",
    "noRule": "请选一条规则或一类",
    "nothing": "还没有可导出的结论",
    "unsaved": "浏览器不允许保存：关闭页面前请先导出",
    "open": "展开全文",
    "play": "播放",
    "pause": "暂停",
    "silence": "（没有人说话）",
    "all_judged": "列表里的命中都已复核",
    "sort": "按这一列排序",
    "close": "收起全文",
}


def whole_category(name: str) -> str:
    """Return the choice of a category where nobody knows which of its rules it is."""
    return f"{name}（说不准哪一条）"


def hour(number: int) -> str:
    """Return an hour of the day."""
    return f"{number} 点"


def pause(seconds: int) -> str:
    """Return a long silence between two turns."""
    return f"静音 {seconds} 秒"


def missed_by_all(calls: int) -> str:
    """Return what holds for every rule, and is not repeated in its row."""
    return f"有 {calls} 通，所有规则都未评估；“{SKIPPED}”一栏只写此外的通话。"


def change(step: float, size: str) -> str:
    """Against the day before: an arrow, and the size."""
    return f"▲ {size}" if step > 0 else f"▼ {size}" if step < 0 else "持平"


def deduction(points: str, fatal: bool, hits: int) -> str:
    """Return what a rule cost a call."""
    cost = "一票否决，0 分" if fatal else f"扣 {points} 分"
    return f"{cost}（命中 {hits} 处{'，只扣一次' if hits > 1 and not fatal else ''}）"


def left_out(points: str) -> str:
    """Return what of a score could not be judged."""
    return f"有 {points} 分的规则未评估，不计入；其余扣分按比例放大"


def points(step: float) -> str:
    """Return the step between two shares."""
    return f"{step * 100:.1f} 个百分点"


def means(week: str, month: str) -> str:
    """Return the means of a week and of a month."""
    return f"7 日均 {week} · 30 日均 {month}"


def trend(days: int, least: str, most: str) -> str:
    """Return a month of bars in words."""
    return f"近 30 天中有数据的 {days} 天：最少 {least}，最多 {most}"


def reviews(decided: int, confirmed: int) -> str:
    """How much was reviewed in a month, and how often the machine was right."""
    if not decided:
        return "近 30 天还没有复核结论。"
    return f"近 30 天复核 {decided} 处，真命中 {confirmed} 处（{confirmed / decided:.0%}）。"


def sentences(lines: int) -> str:
    """Return what opens a transcript."""
    return f"全文（{lines} 句）"


def all_flagged(calls: int) -> str:
    """Leads from the first calls to all."""
    return f"全部 {calls} 通命中通话"


def more_hits(hits: int) -> str:
    """Say that a call has more hits than the one that is shown."""
    return f"另 {hits} 处"


def hit_count(hits: int) -> str:
    """How many hits a call has."""
    return f"{hits} 处"


def call_count(calls: int) -> str:
    """How many calls."""
    return f"{calls} 通"


def play_from(offset: str) -> str:
    """Return the name of a play button."""
    return f"从 {offset} 前两秒播放"


def rule_cost(points: str, fatal: bool) -> str:
    """Return what a hit of a rule costs a call."""
    return "一票否决" if fatal else f"扣 {points} 分"


def deducted(calls: int, scored: int) -> str:
    """Return how many of the calls with a score lost points."""
    return f"{calls} / {scored}"


def small_sample(calls: int) -> str:
    """Why some agents are not ranked, and what the random sample is for."""
    return (
        f"有得分的通话不足 {calls} 通的坐席不参与排名：一通电话就足以决定名次。没有来源说明坐席的通话归入"
        "“未知坐席”，同样不排名。随机抽样与规则无关，用来听一听规则没有发现的问题；重新运行时抽到的是同样的通话。"
    )


def failed_note(calls: int) -> str:
    """Return what failed calls mean for the numbers."""
    return f"{calls} 通，内容未知，所有规则都未评估"


def page_range(first: str, last: str, calls: int) -> str:
    """Return a page of calls by its times."""
    return f"{first}–{last}（{calls} 通）"


def pages_note(pages: int) -> str:
    """Where the other transcripts are."""
    return f"没有命中的通话的全文在旁边的 {pages} 页里："


def timeline(duration: str, silences: int, overlaps: int, hits: int) -> str:
    """Return the timeline of a call in words."""
    return f"时间轴：全长 {duration}，长时间静音 {silences} 段，抢话 {overlaps} 处，命中 {hits} 处"


def talked(share: float, length: str, rate: int) -> str:
    """Return a speaker's part of a call."""
    return f"说话占 {share:.0%}（{length}），语速每分钟 {rate} 字"


def stretches(number: int, total_s: float, longest_s: float) -> str:
    """Silences or overlaps in words."""
    return f"{number} 段，共 {total_s:.1f} 秒，最长 {longest_s:.1f} 秒"
