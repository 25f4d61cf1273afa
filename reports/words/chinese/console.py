"""The Chinese texts of the console that the reports do not have."""

CONSOLE = "callqa 控制台"
LANG = "zh-CN"
SAVE, CANCEL, CREATE = "保存", "取消", "新建"
SKIP_MENU, LIST_COMMA, STATE = "跳过菜单", "、", "状态"


DAY, WEEKDAYS = "日期", ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NO_DAYS = "还没有任何一天的数据：先运行一晚（callqa run）。"
WORKED_ON, REPORTED, NOT_REPORTED, NO_COUNTS = "正在处理", "报告已出", "没有报告", "没有数据"
COUNTING = "正在统计…"
NEWEST_DAY, ALL_OPEN = "最近一天", "全部未复核的通话"
EARLIER = "更早"
CALL_LIST = "通话列表"
STAGES = {"transcribe": "转写", "flag": "按规则检查", "report": "写报告"}

SHOW, SHOWN = "显示", {"": "有命中的", "open": "有未复核命中的", "all": "全部通话"}
ORDER_HEAD, ORDERS = "排序", {"worst": "最严重在前", "time": "按时间"}
APPLY, CLEAR, FIRST_PAGE, NEXT_PAGE = "筛选", "清除", "回到第一页", "下一页"
NO_CALLS = "没有符合条件的通话。"
BACK_TO_LIST, BEFORE, AFTER, LINK_HERE = "回到列表", "上一通", "下一通", "链接到此刻"
SOUND_NOTE = "录音里的号码无法隐去；谁听了哪一通会记进审计。"
NO_LISTENING = "您的账号不能听录音。"
LOOP = "反复听这处命中"
REVEAL, REVEAL_DO, REASON = "显示这通的号码", "显示", "理由"
REVEAL_NOTE = "只对这一通、这一次有效；理由会记进审计。"
REVEALED = "正在显示这通的号码，已记进审计。离开本页后恢复隐去。"
STORED_HIDDEN = "号码入库前就已隐去（privacy.mask_stored），无法恢复。"
CALL_KEYS = (
    ("空格", "播放或暂停"),
    ("← / →", "后退或前进 5 秒"),
    ("j / k", "下一处、上一处命中"),
    ("l", "反复听这处命中"),
    ("1 / 2 / 3", "选中的命中：真命中、误命中、待定"),
    ("n", "写备注"),
    ("[ / ]", "上一通、下一通"),
    ("?", "打开或关闭这个窗口"),
)


def progress(stage: str, done: int, total: int) -> str:
    """Say how far a run is."""
    return f"{STAGES.get(stage, stage)} {done} / {total}"


SOURCE = "复核哪些"
SOURCES = {
    "worst": "最严重的",
    "sample": "随机抽的",
    "disputed": "有分歧的",
    "noisy": "误报多的规则",
    "mine": "分给我的",
    "appealed": "有申诉的",
}
WHOLE_CALL_LINK, PREVIOUS_HIT, SKIP_HIT, UNDO = "看整通", "上一处", "跳过", "撤销上一个结论"
QUEUE_DONE, QUEUE_END, FROM_FIRST = "这里没有要复核的了。", "到末尾了，前面跳过的还没有复核。", "从头再来"
SIGNED_OUT_TITLE = "登录已过期"
SIGNED_OUT_NOTE = "结论还没有存。在新窗口登录后回到这里，再按一次；写的备注还在。"
NOT_STORED = "没有存上：连不上控制台，请再按一次"
QUEUE_KEYS = (
    ("1 / 2 / 3", "真命中、误命中、待定"),
    ("n", "写备注"),
    ("空格", "播放或暂停"),
    ("← / →", "后退或前进 5 秒"),
    ("j / k", "跳过、上一处"),
    ("u", "撤销上一个结论（改成待定）"),
    ("?", "打开或关闭这个窗口"),
)


def judged(done: int, hits: int) -> str:
    """Say how many hits of a day have a verdict."""
    return f"已复核 {done} / {hits}"


def disputed(hits: int) -> str:
    """Say on how many hits reviewers contradict each other."""
    return f"分歧 {hits}"


def waiting(hits: int) -> str:
    """Say how many hits are in the queue."""
    return f"这里还有 {hits} 处"


def said_meanwhile(reviewer: str, verdict: str) -> str:
    """Say what somebody else has said since the page was opened."""
    return f"{reviewer} 刚才判了“{verdict}”。"


SEARCH, SEARCH_WORDS = "搜索", "说了什么"
SEARCH_HELP = (
    "几个词用空格分开：一通里都要说到；-快递：没有说过快递。数字怎么写都可以：12315 也找得到“幺二三幺五”。"
    "隐去的号码搜不到。"
)
SAID_BY, ANYBODY, WHAT_WAS_FOUND, PLAY_IT, STOP_IT = "谁说的", "不限", "搜索结果", "播放", "停"
HIT_OF, VERDICT_HEAD = "有这条规则的命中", "命中的复核结论"
VERDICTS = {
    "true": "真命中",
    "false": "误命中",
    "pending": "待定",
    "disputed": "有分歧",
    "none": "还没有复核",
}
SAVED_SEARCHES, SAVE_SEARCH, SEARCH_LABEL = "保存的搜索", "保存这个搜索", "名称"
FORGET_SEARCH = "删掉保存的搜索"
NOT_FOUND_HERE = "没有找到。"
MORE_CALLS, NEVER_SEARCHED = "更早的通话", "第一次搜索要先建立索引，通话多时要几分钟。"


def found_calls(total: int, looked: int) -> str:
    """Say how many calls were found, and among how many."""
    return f"在 {looked} 通里找到 {total} 通，最近的在前" if total else f"看了 {looked} 通，没有一通说过。"


def more_places(count: int) -> str:
    """Say how often it was said in a call."""
    return f"这通一共 {count} 处"


def not_searched(days: int, first: str, last: str) -> str:
    """Say which days are not in the index yet."""
    span = first if first == last else f"{first} 至 {last}"
    return f"还有 {days} 天（{span}）正在建立索引或正在处理，结果可能不全；过一会儿再搜。"


HEARD_WORDS = {"missed": "漏标", "clean": "听完了，没有漏标"}
TAKE_BACK, HEARD_HEAD = "撤回", "整通的结论"
NOTHING_HEARD = "还没有人记过漏标，也没有人说听完了。"
MISS_SELECT = "在上面的对话里选中几个字，就填到这里；也可以自己写。记下的漏标会算进规则的召回率。"
RETENTION, KIND_HEAD, ROWS_HEAD, FILES_HEAD = "到期清理", "种类", "行数", "文件"
RETENTION_NOTE = "这里只看不删。删除在服务器上运行：callqa purge。"
RETENTION_NIGHTLY = "每晚也会自动清理到期的（retention.nightly）。"
KEPT_SINCE, NOTHING_DUE = "早于这一天的到期：", "现在没有到期的。"
RETENTION_KINDS = {
    "clips": "录音片段",
    "transcripts": "转写",
    "findings": "命中与复核",
    "reports": "报告与导出",
    "logs": "运行日志",
    "studio": "工作台的录音与结果",
}
PRINT = "打印"
COMPARE, THIS_SPAN, OTHER_SPAN, DIFFERENCE = "对比", "这一段：", "和这一段比：", "变化"
BY_DAY_HEAD, RULES_CHANGED, NOT_RUN_YET = "每天", "规则改动", "没有运行"
NUMBERS_HEAD, RULES_DIFFER, AGENT_AVERAGES = "数字", "命中不一样的规则", "坐席平均分（复核后）"
COMPARED = {
    "received": "收到",
    "ok": "已分析",
    "failed": "失败",
    "flagged": "有命中的通话",
    "hits": "命中",
    "severe": "严重以上的命中",
}
NOT_ALL_EVALUATED = "有通话没有按全部规则评估：命中数是下限。"


def in_calls(calls: int) -> str:
    """Say in how many calls something was."""
    return f"{calls} 通"


def points_left(points: str) -> str:
    """Say what score a call has."""
    return f"{points} 分"


def counting_days(done: int, total: int) -> str:
    """Say how many days are counted."""
    return f"正在统计 {done} / {total} 天，下面的数字还不全…"


def changes_of(changes: int) -> str:
    """Say how many changes the rule book had."""
    return f"改了 {changes} 处"


def days_with_data(left: int, left_days: int, right: int, right_days: int) -> str:
    """Say how many days of both ranges have been run."""
    return f"左边 {left_days} 天里运行过 {left} 天，右边 {right_days} 天里运行过 {right} 天。"


IN_FORCE, NO_BOOK = "正在使用", "还没有发布过规则手册。"
FILE_CHANGED = "规则文件后来又改过，还没有发布：下次夜间运行或 callqa watch 会检查它。"
EDIT_BOOK, HISTORY = "修改规则", "历史"
PRECISION_30, TRUE_OF, TEXT_HEAD = "近 30 天真命中", "真命中 / 已判", "全文"
DRAFT, DRAFT_NOTE = "规则草稿", "草稿只有您自己看得到，自动保存；发布之前什么都不变。"
BEGUN_WITH, SAVED_AT = "从第 {} 版开始改", "保存于"
CHECKING, GOOD_BOOK, CAUTIONS, NO_EFFECT = "正在检查…", "没有错误", "请留意", "和正在使用的一版效果相同"
AGAINST_IN_FORCE = "和正在使用的一版相比"
TRY, TRY_ON, TRY_DAYS = "试运行", "用最近几天的通话试", "天"
PUBLISH, PUBLISH_NOTE = "发布", "发布的就是试运行过的这一版；从现在起使用。"
TRY_FIRST = "先试运行这一版，再发布。"
START_OVER = "丢掉草稿，从正在使用的一版重新开始"
CLASH = "别人已经发布了新的一版"
CLASH_NOTE = (
    "“合并到草稿”把对方的改动并进来；两边都改了的地方两种写法都留着，中间有标记，处理完才能试运行和发布。"
    "自己已经合并过，就按第二个；否则发布会撤掉对方的改动。"
)
THREE_WAYS, BASE, THEIRS_TEXT, OWN_TEXT, MERGE = "三方对照", "原来的一版", "对方的", "您的草稿", "合并到草稿"
SIDES = {"theirs": "只有对方改了", "own": "只有您改了", "both": "两边改得一样", "clash": "两边都改了"}
RULE_OF_WORDS = "用这些字写一条规则"
RULE_OF_WORDS_NOTE = "“用这些字写一条规则”把它加进您的规则草稿：选了规则或类别，就放进那一类。"
THEIRS, OWN, REBASE = "对方改了", "您改了", "我已合并，以新的一版为底"
TRIAL, TRIAL_WAITS, STOP = "试运行结果", "在等另一次试运行", "停止"
TRIAL_OLD = "草稿在这次试运行之后又改过：发布前要再试一次。"
BACK_TO_DRAFT = "回到草稿"


def clashes(count: int) -> str:
    """Say how many places both have changed."""
    return f"{count} 处两边都改了" if count else "没有冲突，可以直接合并"


NUMBER, WHEN, WHO, HOW = "版次", "时间", "谁", "方式"
ORIGINS = {
    "saved": "存盘自动发布",
    "command": "命令发布",
    "run": "运行时发布",
    "rollback": "回退",
    "console": "控制台发布",
}
WHAT_CHANGED, ROLL_BACK, REFUSED_LAST = "改了什么", "回到这一版", "最近一次没有通过检查"
PLACE = "位置"


def line(number: int, column: int) -> str:
    """Name a place in a text."""
    return f"第 {number} 行" + (f"，第 {column} 字" if column else "")


def rule_count(rules: int) -> str:
    """Say how many rules a book has."""
    return f"{rules} 条规则"


SCHEDULE, HELD_BY, STARTED_HERE = "每晚开始（night.cron）：", "谁在处理", "在控制台启动的"
WORKS = {
    "run": "运行",
    "failed": "重试失败的",
    "flag": "重新检查规则",
    "report": "重出报告",
    "backfill": "补做几天",
}
NEXT_NIGHTS, LAST_NIGHTS, BEGAN, TOOK, RECOGNISED = "接下来：", "最近几次运行", "开始", "用时", "识别"
RUN_STATES = {"running": "正在运行", "killed": "中断", "completed": "完成", "failed": "没有做完"}
BACKFILL_NOTE = (
    "从最早的一天做起，一天一天补；先看会做什么，再开始。已按期限清理的日子不会再做。"
    "中断了再点一次，会接着做。"
)
REDO, REDOS = (
    "重新识别",
    {
        "missing": "只补没有识别的",
        "late": "只补后来才到的",
        "failed": "也重试失败的",
        "all": "全部重新识别",
    },
)
LOOK_FIRST, LOOKING, DUE = "看会做什么", "正在查看，要几秒到一两分钟…", "要识别"
WORK_NOTES = {
    "run": "收录音，只识别还没有识别的，检查规则，出报告。",
    "failed": "除了还没有识别的，也重试失败的通话。",
    "flag": "用正在使用的规则重新检查已有的转写，重出报告；不重新识别。",
    "report": "用已有的结果和复核结论重出报告。",
}
SAME_AS, START = "等于在服务器上运行：", "开始"
STILL_RUNS, ENDED_WELL = "正在运行", "已完成"
EXAMINING = "正在检查今晚需要的一切，要几秒到一两分钟…"
LEVELS = {"ok": "✓ 正常", "warn": "! 注意", "fail": "✗ 错误"}
FROM_DAY, TO_DAY, NO_LINES = "从", "到", "这几天没有记录。"


def ended_with(code: int) -> str:
    """Say how a command ended that did not end well."""
    return f"结束，退出码 {code}"


def about_left(minutes: int) -> str:
    """Say how long recognition will take."""
    return f"约还要 {minutes} 分钟"


def took(seconds: float) -> str:
    """Say how long a run took."""
    return f"{seconds / 60:.0f} 分钟" if seconds >= 60 else f"{seconds:.0f} 秒"


def backfill_plan(days: int, calls: int, before: int) -> str:
    """Say what a backfill would do."""
    if not days:
        return "这些日期没有需要做的。"
    kept = f"；沿用上次没做完的补做，{before} 天已完成" if before else ""
    return f"{days} 天，要识别 {calls} 通{kept}。还没有开始，什么都没有改动。"


def about_calls(calls: int) -> str:
    """Say how many calls a command is about."""
    return f"涉及 {calls} 通。"


def more_lines(lines: int) -> str:
    """Say how many lines are not shown."""
    return f"还有 {lines} 行没有显示：缩短日期范围，或用 callqa audit。"


MENU = {
    "/": "今天",
    "/days": "日期",
    "/studio": "转写",
    "/review": "复核",
    "/appeals": "申诉",
    "/search": "搜索",
    "/agents": "坐席",
    "/trends": "趋势",
    "/rules": "规则",
    "/runs": "运行",
    "/doctor": "体检",
    "/audit": "审计",
    "/account": "我的账号",
    "/accounts": "账号",
}

FORBIDDEN, FORBIDDEN_NOTE = "您的角色不能做这件事", "需要的话，请管理员在“账号”页里改。"
NOT_FOUND, NOT_FOUND_NOTE = "没有这一页", "链接可能写错了，或内容已按保存期限清理。"
FAILED_PAGE = "没有做成"
UNEXPECTED, UNEXPECTED_NOTE = "程序意外出错", "已写进日志；请告诉维护人员发生的时间。"
BACK_HOME = "回到首页"
CONSOLE_NOT_MASKED = "隐私设置为不隐藏号码。"
CONSOLE_FOOTER = "内容未离开本机。含客户通话内容，请勿外传。"
