"""The Chinese texts of the workbooks: tabs, headers, what stands in cells, explanations."""

from callqa.days.summary import HISTORY_DAYS
from callqa.model.review.precision import NOISY_FROM, PRECISION_DAYS

TITLE = "通话质检日报"
OVERVIEW, AGENTS, CALLS_SHEET, PROBLEMS, RULES, NOTES_SHEET = (
    "概览",
    "坐席",
    "全部通话",
    "未评估与失败",
    "规则",
    "说明",
)
PAIRS, WORDINGS, PAST, EXAMPLE = "坐席×类别", "说得最多的话", "上期", "例句"
BY_DAY, CATEGORIES, FLAGGED_CALLS = "每天", "类别", "有命中的通话"

FIRST, ALL_JUDGED = "先听", "命中都已复核"
GROUP, ITEM, CONTENT, EXPLANATION = "分组", "项目", "内容", "说明"
REPORT, COMPLETENESS, LEDGER, FIGURES, REVIEW = "报告", "完整性", "对账", "指标", "复核"
DATE, PAGE, MODEL_NOTE, CONCLUSION, COMMAND, SUM, REVIEWED = (
    "日期",
    "网页版",
    "模型说明",
    "结论",
    "处理",
    "算式",
    "已复核",
)
OPEN_REPORT, WHOLE_CALLS = "打开网页版报告", "完整通话文字在网页版中"
OPEN_ROLLUP = "打开网页版汇总"
MASKED = {True: "已遮盖", False: "未遮盖"}
HISTORY = f"近 {HISTORY_DAYS} 天"
CALLS_OF_CATEGORIES, HITS_OF_CATEGORIES = "各类别的通话数", "各类别的命中"
PRECISION_OF_DAYS = "复核准确率"

RECEIVED, ANALYSED, NO_SPEECH, FLAGGED, FLAGGED_CALLS_OF_DAY = (
    "收到",
    "已分析",
    "无语音",
    "有命中",
    "有命中通话",
)
HITS, SEVERE, RATE, CALL_COUNT, STATE = "命中", "严重及以上", "命中率", "通话数", "状态"
COMPLETE = {True: "完整", False: "不完整"}
NOT_RUN = "未运行"
SEVERITY, CATEGORY, RULE, RULE_ID, WORST = "级别", "类别", "规则", "规则编号", "最高级别"
RANK, AGENT, SKIPPED_CALLS, REMARK = "排名", "坐席", "未评估通话", "备注"
TIME, CALL, CALLS, QUEUE, DIRECTION, CUSTOMER_NUMBER, DURATION, OUTCOME = (
    "时间",
    "通话",
    "通话",
    "队列",
    "方向",
    "客户号码",
    "时长",
    "结果",
)
SCORE, REVIEWED_SCORE = "得分（机器）", "得分（复核后）"
TEAM, AVERAGE, REVIEWED_AVERAGE, SCORED, DEDUCTED, FATAL, CONDUCT_HITS, CUSTOMER_HITS = (
    "班组",
    "平均得分（机器）",
    "平均得分（复核后）",
    "有得分的通话",
    "扣分通话",
    "一票否决",
    "坐席言行命中",
    "客户侧命中",
)
MOMENT, PLACE, SPEAKER, KEYWORD, SAID, BEFORE, AFTER, CERTAINTY = (
    "时刻",
    "位置",
    "说话人",
    "关键词",
    "原话",
    "上一句",
    "下一句",
    "把握",
)
REVIEWS, RECORDING = "复核情况", "录音"
OPEN, PLAY = "打开", "播放"
KIND, CALL_OR_RULE, REASON, WHAT_TO_DO, FILE_OR_CALLS = "类型", "通话或规则", "原因", "怎么办", "文件或通话"
DEFERRED, DUPLICATE = "推迟", "重复"
SAME_BYTES = "内容与该通话的录音完全相同，只计一次"
PERIOD_HITS = f"近 {PRECISION_DAYS} 天命中"
CONFIRMED, REFUTED, PENDING, DISPUTED, PRECISION, ASSESSMENT = (
    "真命中",
    "误命中",
    "待定",
    "分歧",
    "准确率",
    "评价",
)
EMOTION_HEAD = "情绪"
MISSED_COUNT, SAMPLE, ZERO_HEAD = "漏标", "随机抽样", "0 的意思"
MISSED_BY_ALL = "这些通话，所有规则都未评估；“规则”表的“未评估通话”一栏只写此外的通话"
VERDICT_ERROR = "请从列表中选择"

NOTES = (
    (
        "复核",
        "在“命中”表的“复核结论”中选择真命中、误命中或待定，可在“备注”中补充；保存后运行"
        " callqa review import 文件名 导回。请勿删除隐藏的列，导回时靠“命中编号”对应；排序和筛选不受影响。"
        "已填的结论来自以前的复核，不改动就不会重复计入；要撤回请选待定，清空不算撤回。"
        "两人结论不同时标为“分歧”，两个结论都保留。",
    ),
    (
        "漏标",
        "“漏标”表先列出随机抽样的通话：听完一通，在“听的结论”里选“没有漏标”或“有漏标”；有漏标的写上规则"
        "（说不准就写类别）和漏掉的话。别的通话写在后面的空行里，一处一行。记错了选“撤回”。"
        "随机抽样里的结论说明规则平均漏掉多少，见概览里 0 的意思。",
    ),
    (
        "准确率",
        f"真命中 ÷（真命中 + 误命中），按最近 {PRECISION_DAYS} 天已复核的命中计算；待定和分歧不计入。"
        f"已有结论不足 {NOISY_FROM} 条时仅供参考。",
    ),
    (
        "链接",
        "“网页版”打开同一文件夹里的网页报告，“录音”打开 clips 文件夹里的片段；移动时请连同文件夹一起移动。",
    ),
    ("保密", "含客户通话内容，请勿外传。"),
)


def more_hits(hits: int) -> str:
    """Say that a call has more hits than the one that is shown."""
    return f"另 {hits} 处"


def hits_of_day(hits: int) -> str:
    """Of how many hits the reviewed ones are."""
    return f"当天命中 {hits} 条"


def said_by(speaker: str, text: str) -> str:
    """Return a turn beside a hit."""
    return f"{speaker}：{text}"


def category_note(hits: str, note: str) -> str:
    """Return the hits of a category, beside the number of its calls."""
    return f"通话数；命中 {hits}{'，' if note else ''}{note}"


def cure(command: str, retryable: bool) -> str:
    """Return what to do about a failed call."""
    return command if retryable else f"先修复或更换文件，再运行 {command}"


def only_the_worst(most: int, calls: int) -> str:
    """Return that a sheet does not hold every call, and what does."""
    return f"共 {calls} 通，表里是最严重的 {most} 通；全部用 callqa report --from --to --format csv 导出"
