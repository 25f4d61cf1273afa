"""The Chinese texts of a trial: what a changed rule book would gain and lose."""

TITLE = "规则试运行"
KICKER = "规则试运行：只比较，不发布"
AGAINST, DATE = "对比", "日期"
CURRENT_BOOK = "当前的规则手册"
GAINED, LOST = "新增的命中", "失去的命中"
CHANGES = "规则的改动"
NO_CHANGES = "规则的效果没有变化（只改了说明、注释或顺序）。"
RULE_HITS, RULE_HITS_NOTE = "每条规则的命中", "“—”表示那一版没有这条规则"
NOW, THEN, GAINED_HEAD, LOST_HEAD, SKIPPED_CALLS = "现在", "改后", "新增", "失去", "未评估的通话"
NO_HITS = "没有。"
NO_REPORT = "这一天没有日报，也就没有链接"
NOT_BESIDE = "网页不在某一天的报告文件夹里，所以没有录音和链接"


def same_rules(rules: int) -> str:
    """Return the rules that the table leaves out."""
    return f"其余 {rules} 条规则的命中不变。"


def publication(number: int, at: str, author: str) -> str:
    """Return the book in force."""
    return f"第 {number} 版（{at}，{author}）"


def days(first: str, last: str, number: int) -> str:
    """Whose calls were looked at."""
    return first if number == 1 else f"{first} 至 {last}，{number} 天"


def hit_number(hits: int) -> str:
    """How many hits only one of the books has."""
    return f"{hits} 条"


def hits_shown(hits: int, most: int) -> str:
    """Return the same, and how many of them are listed."""
    return f"{hit_number(hits)}，只列出前 {most} 条" if hits > most else hit_number(hits)
