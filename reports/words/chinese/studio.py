"""The Chinese texts of the studio."""

STUDIO_DROP = "把录音或视频拖到这里"
STUDIO_PICK, STUDIO_PICK_FOLDER = "选文件", "选文件夹"
STUDIO_PRIVATE = "只在这台机器上识别，不连外网；只有您自己看得到。"
STUDIO_NEEDS_SCRIPT = "上传要用到脚本：请在浏览器里允许。"
STUDIO_CHOICES = "识别设置"
STUDIO_LANGUAGE, STUDIO_AS_NIGHT = "语言", "和夜间一样"
STUDIO_LANGUAGES = {
    "zh": "中文",
    "en": "英语",
    "yue": "粤语",
    "ja": "日语",
    "ko": "韩语",
    "auto": "自动判断",
}
STUDIO_ONE_LANGUAGE = "现在的模型只认它自己的语言，别的语言选不了。"
STUDIO_UNKNOWN_MODEL = "模型还没有加载过：加载后才知道还能选哪些语言、能不能分说话人。"
STUDIO_NIGHT_WORDS = "用夜间的热词"
STUDIO_OWN_WORDS, STUDIO_WORDS_NOTE = "另加热词（一行一个）", "2 到 8 个汉字；字母写成读音。"
STUDIO_ITN = "数字写成 123（口语原文也保留）"
STUDIO_ROLES_HEAD = "两个声道上是谁"
STUDIO_ROLES = {
    "as_set": "按设置（channels）",
    "agent_first": "左 坐席，右 客户",
    "customer_first": "左 客户，右 坐席",
    "unnamed": "两个说话人，不分角色",
}
STUDIO_SPEAKERS = "单声道录音分说话人"
STUDIO_NO_SPEAKERS = "没有配置说话人模型（channels.speaker_model，如 cam++）：单声道录音里不分谁在说。"
STUDIO_PUNCTUATION = "加标点"
STUDIO_NO_PUNCTUATION = "没有配置标点模型（recogniser.punctuation，如 ct-punc）：只有识别模型自己写的标点。"
STUDIO_DETECTION = "人声检测"
STUDIO_THRESHOLDS = {
    "threshold": "人声阈值（越低听得越多，杂音也越多）",
    "speech_ms": "最短人声（毫秒）",
    "silence_ms": "停顿多久断句（毫秒）",
    "longest_s": "最长一段（秒）",
}
STUDIO_DETECTION_NOTE = "不改就和夜间一样。漏听时调低人声阈值；句子被切断时调长停顿。"
STUDIO_OWN_DETECTION = "现在用的是 fsmn-vad（recogniser.vad）：阈值在它自己的模型里，这里改不了。"
STUDIO_DETECT_AGAIN = "用这些阈值再识别一次"
STUDIO_QUEUE, STUDIO_EMPTY = "正在做的和刚做完的", "还没有录音。拖一个进来试试。"
STUDIO_HISTORY, STUDIO_TRASH = "历史", "回收站"
STUDIO_STATES = {
    "uploading": "上传中",
    "queued": "排队",
    "running": "识别中",
    "done": "完成",
    "failed": "失败",
    "stopped": "已停止",
}
STUDIO_LISTENING = "正在找人声"
STUDIO_STOPPING = "正在停止"
STUDIO_NO_SPEECH = "没有听到人声"
STUDIO_OPEN, STUDIO_AGAIN, STUDIO_DISCARD = "打开", "再识别一次", "删除"
STUDIO_RESTORE, STUDIO_ERASE, STUDIO_EMPTY_TRASH = "取回", "彻底删除", "清空回收站"
STUDIO_ERASE_NOTE = "彻底删除后录音和文字都取不回来。"
STUDIO_TRASH_EMPTY, STUDIO_NOTHING_FOUND = "回收站是空的。", "没有找到。"
STUDIO_SEARCH, STUDIO_SEARCH_IN = "找", "文件名、标题或内容"
STUDIO_NAME, STUDIO_ADDED, STUDIO_LENGTH, STUDIO_TOOK = "文件", "时间", "时长", "用时"
STUDIO_MODEL, STUDIO_LOAD, STUDIO_UNLOAD = "识别引擎", "加载模型", "卸载模型"
STUDIO_BUSY = "正在识别：做完或停止后再卸载。"
STUDIO_WRITTEN, STUDIO_SPOKEN = "按书写显示", "按口语显示"
STUDIO_SAVE_AS, STUDIO_TITLE, STUDIO_SPEAKER_NAMES = "存为", "标题", "说话人改名"
STUDIO_SPEECH, STUDIO_SPEECH_NOTE = "听到人声的地方", "人声检测：先找出有人说话的段落，只识别这些段落。"
STUDIO_EDITS, STUDIO_WORDS_USED, STUDIO_WORDS_BY_SOUND, STUDIO_WORDS_UNUSED = (
    "改过的地方",
    "用了的热词",
    "按读音纠正的热词",
    "这个模型用不了的热词",
)
STUDIO_OFFERED = "您改出来的词可以当热词，再识别一次："
STUDIO_FOOTER = "内容未离开本机，只有您自己看得到；这里的号码不隐藏。"
STUDIO_BACK = "回到转写"
STUDIO_KEYS = (
    ("空格", "播放或暂停"),
    ("← / →", "后退或前进 5 秒"),
    ("?", "打开或关闭这个窗口"),
)
STUDIO_SCRIPT = {
    "sending": "上传 {percent}%",
    "waits": "等着上传",
    "whole": "已传完",
    "broken": "连不上，{seconds} 秒后接着传",
    "failed": "没有传成",
    "signedOut": "登录已过期：登录后再把文件拖进来，会接着传",
    "edit": "改",
    "save": "存",
    "cancel": "不改了",
    "leaving": "还有文件没有传完",
}
WHOLE_TEXT = "回到全文"
LIVE, LIVE_START, LIVE_CAPTIONS, LIVE_LEVEL = "实时", "开始说话", "全屏字幕", "音量"
LIVE_NOTE = "灰色的字还会变，黑色的是定下来的。说的内容不存，除非您按“存为录音”；离开本页就没有了。"
LIVE_NEEDS_HTTPS = (
    "浏览器只在 https 或本机地址上允许用麦克风。请管理员给控制台配证书（console.tls），"
    "或在运行 callqa 的电脑上打开。"
)
LIVE_OFF = "设置里没有开放实时转写（console.live.sessions 是 0）。"
LIVE_KEEP, LIVE_SAVE = "存为录音，再识别一遍", "存为 txt"
LIVE_RULES, LIVE_HITS = "说话的是", "命中的规则"
LIVE_ROLES = {
    "agent": "坐席：对照坐席的规则",
    "customer": "客户：对照客户的规则",
    "unknown": "说不清：只对照不分谁说的规则",
    "off": "不对照规则",
}
LIVE_RULES_NOTE = "对照的是现在发布的规则手册，“致命”马上显示在最上面；命中也不存。"
LIVE_SCRIPT = {
    "severity_critical": "致命",
    "severity_high": "严重",
    "severity_medium": "一般",
    "severity_low": "提示",
    "noRules": "规则手册现在用不了，只有文字。请管理员看“规则”页。",
    "broken": "连接断了，正在重新连接：说的话留在这个页面里，接上后补传",
    "start": "开始说话",
    "stop": "结束",
    "loading": "正在准备，模型没有加载时要等几秒到几十秒",
    "listening": "正在听",
    "silence": "没有声音：检查麦克风有没有静音、选对没有",
    "slow": "网络太慢：文字会晚一些，声音没有丢",
    "denied": "浏览器没有允许用麦克风：在地址栏旁边的权限里打开",
    "none": "没有找到麦克风",
    "4401": "登录已过期，请重新登录",
    "4403": "您的账号不能用",
    "4413": "传的太多，已断开",
    "4429": "现在用的人已满，或夜间任务正在用这个设备，请稍后再试",
    "lost": "断开了：前面的文字还在，再按“开始说话”接着说",
    "kept": "已放进“转写”",
    "failed": "没有存成",
    "name": "实时录音",
}
MINUTES, MINUTES_SAVE = "会议纪要", "存为 Markdown"
MINUTES_SPEAKERS, MINUTES_CHAPTERS = "发言", "分段"
MINUTES_ACTIONS, MINUTES_NO_ACTIONS = "要做的事", "没有找到谁在什么时候做什么的话。"
MINUTES_ACTION_COLUMNS = ("时间", "说话人", "谁", "什么时候", "原话")
MINUTES_FIGURES, MINUTES_NO_FIGURES = "数字与日期", "没有数字和日期。"
MINUTES_MENTIONS = "提到的热词"
MINUTES_NOTE = "由规则从转写中摘出，每一条都是原话，旁边是时间；没有用语言模型，也没有改写。"
MINUTES_NOTE_BESIDE = "除了“摘要”那一节，都由规则从转写中摘出：每一条都是原话，旁边是时间。"
GENERATED = "摘要（语言模型生成）"
GENERATED_OLD = "生成以后又改过文字：要新的就再生成一次。"
GENERATED_NOTHING = "没有一条站得住的。"
SHEET = "转写"
SHEET_COLUMNS = ("开始", "结束", "说话人", "文字", "口语原文")


def generate_with(model: str, host: str) -> str:
    """Offer a summary by a model, and say where the text goes."""
    return f"用 {model} 生成摘要（文字会送到 {host}）" if host else f"用本机的 {model} 生成摘要"


def footer_with(host: str) -> str:
    """Say where the content of the minutes goes."""
    return f"录音没有离开本机；点“生成摘要”时，文字会送到 {host}。只有您自己看得到；这里的号码不隐藏。"


def generated_by(model: str) -> str:
    """Say that what follows is generated."""
    return f"以下由 {model} 生成，可能有错；每句旁边是它所依据的话的时间，以原话为准。"


def generated_refused(count: int) -> str:
    """Say how much of an answer was not taken."""
    return f"另有 {count} 条没有依据，或引用了没人说过的话、数字，已拒绝。"


def channel_name(channel: int) -> str:
    """Name a channel."""
    return f"声道 {channel + 1}"


def upload_limits(max_mb: int, files: int, left_mb: int, days: int | None) -> str:
    """Say how much may be uploaded now, and how long it is kept."""
    kept = f"保存 {days} 天后自动删除。" if days else "一直保存，直到您删除。"
    return f"每个文件最多 {max_mb} MB，现在还能放 {files} 个、一共 {left_mb} MB。{kept}"


def place_in_queue(number: int) -> str:
    """Say how many are done before."""
    return f"排队第 {number} 个"


def recognised(done_s: int, found_s: int) -> str:
    """Say how far a recording is."""
    return f"已识别 {done_s} / {found_s} 秒人声"


def remaining(seconds: int) -> str:
    """Say about how long something still takes."""
    return f"大约还要 {seconds // 60} 分 {seconds % 60:02} 秒" if seconds >= 60 else f"大约还要 {seconds} 秒"


def done_in(seconds: float, pace: float) -> str:
    """Say how long it took, and what that means."""
    return f"用了 {seconds:.1f} 秒，1 秒做完 {pace:.1f} 秒的录音"


def received(done_mb: float, size_mb: float) -> str:
    """Say how much of a recording has come."""
    return f"{done_mb:.1f} / {size_mb:.1f} MB"


def received_part(done_mb: float, size_mb: float) -> str:
    """Say that an upload broke off, and how it goes on."""
    return f"只传到 {done_mb:.1f} / {size_mb:.1f} MB：把同一个文件再拖进来，接着传"


def engine_state(state: str, seconds: int) -> str:
    """Say where the engine stands."""
    return {
        "unloaded": "没有加载，要用时自动加载",
        "loading": f"加载中，已 {seconds} 秒",
        "ready": "已加载",
        "night": "夜间任务正在用这个设备，做完后接着做",
        "broken": "起不来",
    }[state]


def engine_facts(model: str, device: str, asked: str, cores: int) -> str:
    """Say what the engine really runs on, and why."""
    if device == "cpu":
        why = "设置就是 cpu" if asked == "cpu" else "没有找到能用的显卡"
        return f"{model}，在 CPU 上（{cores} 个核；{why}）"
    return f"{model}，在 {device} 上"


def trash_days(days: int) -> str:
    """Say how long something stays in the trash."""
    return f"删除的东西在这里留 {days} 天。"


def edited(speaker: str, offset: str) -> str:
    """Name a turn that was corrected."""
    return f"{offset} {speaker}"


def stretches(count: int, seconds: float) -> str:
    """Say how much speech was found on a channel."""
    return f"{count} 段，一共 {seconds:.0f} 秒"
