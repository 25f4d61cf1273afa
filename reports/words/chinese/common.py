"""The Chinese words that more than one kind of report uses."""

from datetime import date

from callqa.days.anomalies import LEAST_DAYS, Measure, Unusual
from callqa.model.annotations import Emotion
from callqa.model.errors import Failure
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Direction, Role
from callqa.model.review.verdicts import Judgement, Standing
from callqa.model.summaries import REMEMBERED_DAYS, ModelNote, OnCpu
from callqa.model.transcript import Outcome
from callqa.reviews import sheet

SEVERITY = {
    Severity.CRITICAL: "致命",
    Severity.HIGH: "严重",
    Severity.MEDIUM: "一般",
    Severity.LOW: "提示",
}
CERTAINTY = {
    Certainty.EXACT: "精确",
    Certainty.NEAR_SOUND: "近音",
    Certainty.DOUBTFUL: "存疑",
}
CERTAINTY_NOTE = {
    Certainty.EXACT: "",
    Certainty.NEAR_SOUND: "读音相近、字面不同，请听录音确认",
    Certainty.DOUBTFUL: "依赖热词识别，第二次识别未能确认，请听录音核实",
}
EMOTION = {
    Emotion.ANGRY: "生气",
    Emotion.SAD: "难过",
    Emotion.HAPPY: "高兴",
    Emotion.NEUTRAL: "平静",
    Emotion.FEARFUL: "害怕",
    Emotion.DISGUSTED: "厌恶",
    Emotion.SURPRISED: "惊讶",
}
ROLE = {Role.AGENT: "坐席", Role.CUSTOMER: "客户", Role.UNKNOWN: "角色未知"}
DIRECTION = {Direction.INBOUND: "呼入", Direction.OUTBOUND: "呼出", Direction.UNKNOWN: "未知"}
OUTCOME = {Outcome.OK: "已分析", Outcome.NO_SPEECH: "无语音", Outcome.FAILED: "失败"}

HITS_SHEET = sheet.CHINESE
MISSES_SHEET = sheet.MISSES_CHINESE
STANDING = {
    Standing.TRUE: "真命中",
    Standing.FALSE: "误命中",
    Standing.PENDING: "待定",
    Standing.DISPUTED: "有分歧",
}
NOISY = "误报多，建议修改规则"
FEW_REVIEWS = "复核还少，仅供参考"
SMALL_SAMPLE = "样本少，不参与排名"
UNKNOWN_AGENT = "未知坐席"
UNKNOWN = "未知"
WHOLE_CALL = "整通通话"
NOT_EVALUATED = "未评估"
UNSEEN = "未见"
NONE = "—"
COLON, BETWEEN, SEMICOLON = "：", "、", "；"
CUT = "……（已截断）"
MODEL_NOTE = {
    ModelNote.DEMO: "演示模型，只认得合成语音，不能用于真实通话",
    ModelNote.NO_HOTWORDS: "这种模型不支持热词：规则照样检查，但规则里的词不会提示给模型",
    ModelNote.NO_TIMES: "这种模型不给出每个字的时间：时间是按字数均匀分配的估计值，回听时请前后多听几秒",
}
STALE = "规则已更新，尚未重新判定"
NO_RULES = "没有启用的规则"
STILL_WRITTEN = "文件仍在写入，留待下次运行"
NO_ENGINE = "当天没有识别过任何录音"
CALL_NUMBER = "通话数"
FLAGGED = "有命中通话"
HIT_RATE = "命中率"
SEVERE = "严重及以上命中"
FAILED = "失败"

WINDOW = "统计时段"
TIMEZONE = "时区"
GENERATED = "生成时间"
MODEL = "识别模型"
HOTWORDS = "热词"
ENGINE_REVISION = "引擎版本"
RULES = "规则"
RULES_REVISION = "规则版本"
RUN_ID = "运行编号"

_WEEKDAYS = "一二三四五六日"


def day_title(day: date) -> str:
    """2026年11月21日 星期六."""
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def inferred(speaker: str) -> str:
    """Return a speaker whose role follows from what was said, and not from a channel."""
    return f"{speaker}（推断）"


def between(start: str, end: str, offset: str) -> str:
    """Return the window of a day."""
    return f"{start} 至 {end}（{offset}）"


def ledger(received: int, ok: int, no_speech: int, failed: int) -> str:
    """Return the reconciliation line in words."""
    return f"收到 {received} = 已分析 {ok} + 无语音 {no_speech} + 失败 {failed}"


def other_reading(text: str) -> str:
    """Return what the recogniser heard without its hotwords."""
    return f"不用热词时听成“{text}”" if text else "不用热词时没有听到这几个字"


def original_reading(text: str) -> str:
    """Return what the recogniser wrote before a hotword was put there by its sound."""
    return f"识别的原文是“{text}”，按读音改成了热词"


def reviewed(reviewer: str, verdict: str, note: str) -> str:
    """One supervisor's verdict in a line."""
    return f"{reviewer}：{verdict}{f'，{note}' if note else ''}"


def missed(calls: int) -> str:
    """Stands where a zero would be a lie."""
    return f"{NOT_EVALUATED} {calls} 通"


def also_missed(calls: int) -> str:
    """Says that a number is a lower bound."""
    return f"另有 {calls} 通未评估"


def of_analysed(fraction: str, floor: bool) -> str:
    """Names the denominator of a rate, and whether it is a lower bound."""
    return f"{fraction} 通已分析{'，下限' if floor else ''}"


def rule_number(rules: int) -> str:
    """How many rules were in force."""
    return f"{rules} 条"


def hotword_number(hotwords: int) -> str:
    """How many hotwords the recogniser was given."""
    return f"{hotwords} 个"


def rules_skipped(rules: int, reasons: str) -> str:
    """Why a call's zero is not a zero."""
    return f"{rules} 条规则未评估：{reasons}"


def failure_reason(failure: Failure, reason: str) -> str:  # noqa: ARG001 - the night wrote it in Chinese
    """Why a recording failed, as the night noted it."""
    return reason


def channel_speaker(channel: int) -> str:
    """Return a speaker of whom only the channel is known."""
    return f"{UNKNOWN}（声道 {channel + 1}）"


TITLE_COMPLETE = "数据完整：每通录音都从头读到尾，每条规则都已评估"
TITLE_PARTIAL = "录音已全部处理，但部分规则未能评估"
TITLE_INCOMPLETE = "数据不完整，请勿据此得出“没有问题”的结论"
TITLE_EMPTY = "当天没有收到录音"
REASON_EMPTY = "如果当天有通话，请检查录音目录和采集设置"


def title_mostly(calls: int, share: float) -> str:
    """Return a day that is complete but for a few."""
    if not calls:
        return "基本完整，有几处没有读懂"
    few = 0.001
    return f"基本完整，除了 {calls} 通（{'不到 0.1%' if share < few else f'{share:.1%}'}）"


def reason_pending(calls: int) -> str:
    """Why a day is incomplete: calls without an attempt."""
    return f"{calls} 通录音还没有处理"


def reason_failed(calls: int) -> str:
    """Why a day is incomplete: failures."""
    return f"{calls} 通录音处理失败，内容未知"


def reason_deferred(files: int) -> str:
    """Why a day is incomplete: files left for later."""
    return f"{files} 个文件推迟到下次处理，未计入下列数字"


def reason_stale(calls: int) -> str:
    """Why a day is incomplete: flags of an older rule book."""
    return f"{calls} 通的判定来自旧版规则"


def reason_skipped(rules: int, calls: int) -> str:
    """Why zeros are missing: rules that could not be evaluated."""
    return f"{calls} 通通话有部分规则没能评估（共 {rules} 条规则）：没有命中的地方写“未见”，不写 0"


UNUSUAL = "与平常不同"


def unusual(remark: Unusual | OnCpu) -> str:
    """How a day is far from the usual of its weekday or of the machine, and where to look."""
    if isinstance(remark, OnCpu):
        return _on_cpu(remark)
    usual = f"平常的星期{_WEEKDAYS[remark.weekday]}约"
    if remark.measure is Measure.VOLUME:
        return f"收到 {remark.now:.0f} 通，{usual} {remark.usual:.0f} 通：请检查录音系统和话单"
    if remark.measure is Measure.HIT_RATE:
        told = f"有命中的通话占 {remark.now:.1%}，{usual} {remark.usual:.1%}"
        return f"{told}：请看是业务有变，还是规则或识别有变"
    told = f"每分钟录音平均转写 {remark.now:.0f} 字，{usual} {remark.usual:.0f} 字"
    return f"{told}：录音可能是静音、太轻或缺了一个声道"


def _on_cpu(remark: OnCpu) -> str:
    if remark.is_partly:
        told = f"{remark.recognised} 通中有 {remark.calls} 通是用 CPU 识别的"
        return f"{told}，其余用 {remark.device}：有显卡中途出错或不见了。结果不受影响，但会慢很多；请检查显卡"
    told = f"{remark.calls} 通全部是用 CPU 识别的，而 {remark.last} 用的还是 {remark.device}"
    return (
        f"{told}：显卡可能不见了（驱动更新或损坏）。"
        "结果不受影响，但会慢很多；请在质检机器上运行 callqa doctor"
    )


WARNING = "注意"
RULE_CHANGE = "规则有改动"
NOTES = (
    ("数字", "收到的每通录音恰好计入“已分析”“无语音”“失败”之一。内容完全相同的文件只计一次。"),
    (
        "零与未评估",
        "只有当相关规则在每一通通话上都评估过，才会印出 0。“未见”：评估过的通话里没有，但有通话没能评估，"
        "不等于 0；“未评估”：一通也没能评估。有通话未评估的行，以及带“≥”的数字，都是下限。",
    ),
    ("级别", "从重到轻：致命（当天处理）、严重、一般、提示，由规则手册规定。"),
    (
        "把握",
        "精确：与规则字面完全一致。近音：读音相近、字面不同。"
        "存疑：依赖热词识别，第二次识别未能确认，并列出不用热词时听到的字。后两者请听录音再下结论。",
    ),
    (
        "说话人",
        "由声道或通话记录确定；单声道录音由说话内容推断时注明“推断”；不能确定时写“未知”和声道号，不会当作坐席。",
    ),
    (
        "得分",
        "每通从 100 分扣起，命中的规则各扣一次它的分，一票否决为 0 分；"
        "没有评估的规则不计入，其余扣分按比例放大。分数由规则手册的 score 规定，没写的规则不扣分；"
        "随产品的手册只给坐席的言行扣分。误命中经复核后不再扣分，另写“得分（复核后）”。",
    ),
    (
        "修订与隔离",
        "修订：这一天的报告出过以后，又补进或换了录音，数字与先前的报告不同。"
        "已隔离：多次重试仍然失败的录音，不再自动重试，原因见失败列表。",
    ),
    (
        UNUSUAL,
        "和最近 30 天里的同一个星期几相比，通话数、有命中的比例或每分钟录音的字数差了一半以上，"
        f"并且不像是偶然。这样的日子已知不足 {LEAST_DAYS} 天时不作判断。"
        f"此外，前 {REMEMBERED_DAYS} 天里用过显卡、这一天却用 CPU 识别时，也在这里说明。",
    ),
    ("时间", "时刻是当地时间；“分:秒”是距录音开头的位置。"),
    ("文字", "文字由机器识别，会有错字，且没有标点；结论以录音为准。"),
)
PRIVACY = "隐私"
PRIVACY_NOTE = {
    True: "手机号、固定电话、身份证号、银行卡号（包括逐字念出的数字）和客户号码已用 * 遮盖，如 138****1234；"
    "订单号和 12315 等服务号码不遮盖，说错或识别错的号码可能漏遮。"
    "设置：config/pipeline.yaml 的 privacy.mask。规则按未遮盖的原文判定。",
    False: "号码没有遮盖（config/pipeline.yaml 的 privacy.mask 已关闭），请妥善保管。",
}


def reviews_text(judgement: Judgement) -> str:
    """Who says what about a hit: 分歧：张三 真命中（是玩笑）；李四 误命中."""
    said = "；".join(
        f"{each.reviewer} {HITS_SHEET.verdicts[each.verdict]}{f'（{each.note}）' if each.note else ''}"
        for each in judgement.latest
    )
    return f"{STANDING[Standing.DISPUTED]}：{said}" if judgement.standing is Standing.DISPUTED else said


ZERO_SHORT = "没有说这些词"
RECALL = "召回率"
RECALL_NOTE = (
    "召回率 = 真命中 ÷（真命中 + 漏标），只按主管记下的漏标计算：没有人记过就不写；"
    "没听到的漏标不在其中，所以是上限。"
)


def zero(calls: int, missed: int) -> str:
    """Return what a zero says, and how much the rules miss in calls that nobody chose."""
    said = "0 = 没有说规则里的这些词，不等于没有这种事"
    if not calls:
        return f"{said}；随机抽样还没有人听过，漏掉多少不知道。"
    return f"{said}；随机抽样听过 {calls} 通，其中 {missed} 通有漏标（{missed / calls:.1%}）。"


def sampled(calls: int, missed: int) -> str:
    """Return the same of one category, in a few words."""
    return f"随机抽样漏 {missed} / {calls} 通" if calls else "随机抽样未听"
