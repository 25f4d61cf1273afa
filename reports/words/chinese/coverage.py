"""The Chinese words of what a day lacks: a line a kind, with figures, examples and the cure."""

from callqa.model.coverage import Case, Coverage, Gap, GapKind, WhyUnread
from callqa.text.masking import mask_name

_MOST = 3
"""Examples in a line."""
_MINUTE_S, _TENTHS_S = 60, 10

HEAD = "读取结果"
NOTHING = "没有发现没读到、没读懂或分不清是谁的"

_WHY: dict[str, str] = {
    WhyUnread.LEADS_OUT: "链接指向文件夹之外",
    WhyUnread.NO_FILE: "不是普通文件",
    WhyUnread.NOT_UNDERSTOOD: "文件名、文件时间或附带的信息看不懂",
}
_TOLD = {
    GapKind.UNREAD_AUDIO: "{n} 通的录音里有 {time}没有读到",
    GapKind.INCOMPLETE_AUDIO: "{n} 通的录音不完整，缺 {time}，按设置照样分析了有的部分",
    GapKind.SHORTER_THAN_RECORD: "{n} 通的录音比话单里的通话时长短得多，少 {time}",
    GapKind.REPAIRED_SAMPLES: "{n} 通的录音里有无效的采样，共 {time}，当作静音",
    GapKind.IMPLAUSIBLE_RATE: "{n} 通的文件头写的采样率与声音不符",
    GapKind.NO_AUDIO: "{n} 通接通了的电话只有文件头，没有声音：录音已经丢失",
    GapKind.TOO_SHORT: "{n} 通太短，判断不了有没有漏说",
    GapKind.UNANSWERED: "{n} 个文件是没有接通的电话，不算失败",
    GapKind.SWAPPED_CHANNELS: "坐席的话出现在客户的声道上：{of} 通里 {n} 通的声道很可能接反了，角色算未知",
    GapKind.CONTRADICTED_ROLES: "{n} 通里是客户的声道在说坐席才说的话，分不清谁是坐席，角色算未知",
    GapKind.SILENT_ROLE: "{n} 通双声道录音里有一方从头到尾没有声音，关于这一方的规则算未评估",
    GapKind.UNHEARD_CHANNEL: "{n} 通有一个声道有声音，却没有找到说话",
    GapKind.RUNAWAY_TEXT: "{n} 通有一段话识别结果不可靠：写出的字比人能说的还多",
    GapKind.SAME_CHANNELS: "{n} 通的两个声道是同一个声音，按单声道分析",
    GapKind.CROSSTALK: "{n} 通的两个声道同时说着一样的话（串音），分不清是谁说的，角色算未知",
    GapKind.UNKNOWN_DIRECTION: "{n} 通不知道是呼入还是呼出，因此分不清哪个声道是坐席",
    GapKind.DIRECTION_WORDS: "有 {n} 种呼叫方向的写法不认识，这些通话的方向未知",
    GapKind.UNATTRIBUTED: "{n} 通没有来源说明坐席是谁",
    GapKind.UNREAD_FILES: "{n} 个文件或文件夹没有读取，其中的录音未计入",
    GapKind.UNKNOWN_ENDINGS: "录音文件夹里有 {n} 个文件的扩展名不认识，没有读取",
    GapKind.OUTSIDE_DAYS: "{n} 个文件不属于任何处理过的日子",
    GapKind.LATE_FILES: (
        "{n} 个文件属于已经出过报告的日子，来得太晚（超过 night.look_back_days），没有分析；"
        "要补上请运行 callqa run --day 那一天"
    ),
    GapKind.GUESSED_START: "{n} 通的开始时间是按文件的时间猜的，可能算错了日子",
    GapKind.UNREAD_RECORDS: "{n} 个话单或附带的信息文件用不了",
    GapKind.UNREAD_ROWS: "话单有 {n} 行没有读懂{among}",
    GapKind.ROWS_WITHOUT_START: "话单有 {n} 行没有开始时间，不知道属于哪一天",
    GapKind.ROWS_WITHOUT_RECORDING: "话单有 {n} 行既没有通话编号也没有文件名，对不上录音",
    GapKind.WITHOUT_ROW: "{n} 通录音在话单里没有对应的行",
    GapKind.MANGLED_IDS: "话单有 {n} 行的编号被表格软件改成了 1.77E+09 这样的数，对不上录音",
    GapKind.LATE_COPIES: "{n} 个迟到的文件用了已有通话的编号，放在一边，原来的通话不变",
    GapKind.SECOND_RECORDINGS: "{n} 通有两份录音，只分析其中一份",
    GapKind.OTHER_DAYS: "{n} 个文件是别的日子已经收到的录音（后来文件时间、话单或格式变了），仍算在那一天",
    GapKind.FORGOTTEN_IDS: "{n} 个后来的文件用了已按要求删除的通话的编号，没有分析",
    GapKind.SAME_CALLS: "{n} 通的编号和长度与别的日子的一通相同，格式不同，两通都计入，请核对是不是转换来的",
    GapKind.SAME_BYTES: "{n} 通的录音与别的日子的一通完全相同，两通都计入，请核对是不是复制品",
}


def read(coverage: Coverage) -> str:
    """Say how much was read; empty where nobody counted."""
    files = f"{coverage.files} 个文件" if coverage.files else ""
    rows = f"{coverage.rows} 行话单" if coverage.rows else ""
    return f"读取了 {'、'.join(filter(None, (files, rows)))}" if files or rows else ""


def gap(of: Gap) -> str:
    """Say one gap in a line."""
    among = f"（共 {of.of} 行）" if of.of else ""
    told = _TOLD[of.kind].format(n=of.count, of=of.of or of.count, among=among, time=_time(of.seconds))
    cure = f"；请检查设置 {of.setting}" if of.setting else ""
    return f"{f'{mask_name(of.about)}：' if of.about else ''}{told}{_examples(of)}{cure}"


def _examples(of: Gap) -> str:
    some = [_example(case) for case in of.cases[:_MOST]]
    return f"（{'、'.join(some)}{' 等' if of.count > len(some) else ''}）" if some else ""


def _example(case: Case) -> str:
    name = mask_name(case.name or case.call_id)
    return f"{name}：{_WHY.get(case.why) or f'读不了，{case.why}'}" if case.why else name


def _time(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return f"{seconds:.1f} 秒" if seconds < _TENTHS_S else f"{seconds:.0f} 秒"
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    return f"{minutes} 分 {rest} 秒"
