"""The audit log's words: what people did with the results, and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from callqa.model.retention import KIND_WORDS


class AuditAction(StrEnum):
    """What somebody did."""

    PUBLISHED = "published"
    """Put a rule book in force."""
    REVIEWED = "reviewed"
    """Imported supervisors' verdicts."""
    EXPORTED = "exported"
    """Wrote calls and hits for other readers."""
    COPIED = "copied"
    """Copied the whole database into another."""
    PURGED = "purged"
    """Removed what had been kept long enough."""
    MASKED = "masked"
    """Hid the numbers in transcripts that had been stored with them."""
    FORGOT = "forgot"
    """Removed one customer's calls because the customer asked."""
    FLAGGED = "flagged"
    """Put the rule book in force to a day's stored transcripts again."""
    RENDERED = "rendered"
    """Wrote the reports of a day, or of several together, again."""
    BACKFILLED = "backfilled"
    """Had a range of days worked on again."""
    COMPACTED = "compacted"
    """Gave the room that purged data had left in the database's file back to the disk."""
    RESTORED = "restored"
    """Put a backup in the place of the database."""
    CLOCK_ACCEPTED = "clock_accepted"
    """Said that the machine's clock is right."""
    SIGNED_IN = "signed_in"
    """Signed in at the console."""
    SIGN_IN_FAILED = "sign_in_failed"
    """Tried to, with a wrong password or name."""
    SIGNED_OUT = "signed_out"
    """Signed out, of one browser or of all."""
    ACCOUNT_CHANGED = "account_changed"
    """Made an account of the console, or changed its role, scope or password, or whether it may sign in."""
    LISTENED = "listened"
    """Heard a call at the console."""
    REVEALED = "revealed"
    """Had the hidden numbers of a call shown, for a reason."""
    RAN = "ran"
    """Started work on a day: a night that somebody asked for."""
    STOPPED = "stopped"
    """Stopped work on a day at the console."""
    ACCESS_CHANGED = "access_changed"
    """Made a token by which a program may ask the console, or revoked one."""
    SEARCHED = "searched"
    """Looked for words in what was said, and found some; the words are kept as a hash only."""
    UPLOADED = "uploaded"
    """Dropped a recording into the studio."""
    TRANSCRIBED_LIVE = "transcribed_live"
    """Spoke into a microphone, and had it written down while speaking."""
    DISCARDED = "discarded"
    """Deleted recordings of the studio and what was made of them."""
    APPEALED = "appealed"
    """Appealed against a hit on an own call."""
    APPEAL_DECIDED = "appeal_decided"
    """Decided about an appeal."""
    ASSIGNED = "assigned"
    """Gave hits of a day to those who are to judge them, or took them back."""


ACTION_WORDS = {
    AuditAction.PUBLISHED: "发布规则",
    AuditAction.REVIEWED: "导入复核",
    AuditAction.EXPORTED: "导出数据",
    AuditAction.COPIED: "复制数据库",
    AuditAction.PURGED: "按期限清理",
    AuditAction.MASKED: "隐去号码",
    AuditAction.FORGOT: "按要求删除",
    AuditAction.FLAGGED: "重新检查",
    AuditAction.RENDERED: "重出报告",
    AuditAction.BACKFILLED: "补做",
    AuditAction.COMPACTED: "整理数据库",
    AuditAction.RESTORED: "恢复备份",
    AuditAction.CLOCK_ACCEPTED: "确认时钟",
    AuditAction.SIGNED_IN: "登录",
    AuditAction.SIGN_IN_FAILED: "登录失败",
    AuditAction.SIGNED_OUT: "退出",
    AuditAction.ACCOUNT_CHANGED: "改动账号",
    AuditAction.LISTENED: "听录音",
    AuditAction.REVEALED: "显示号码",
    AuditAction.RAN: "启动",
    AuditAction.STOPPED: "停止",
    AuditAction.ACCESS_CHANGED: "改动令牌",
    AuditAction.SEARCHED: "搜索",
    AuditAction.UPLOADED: "上传录音",
    AuditAction.TRANSCRIBED_LIVE: "实时转写",
    AuditAction.DISCARDED: "删除录音",
    AuditAction.APPEALED: "申诉",
    AuditAction.APPEAL_DECIDED: "处理申诉",
    AuditAction.ASSIGNED: "分配复核",
}

_ABOUT = {
    "account": "账号",
    "address": "来自",
    "author": "署名",
    "by": "触发",
    "call": "通话",
    "calls": "通话数",
    "change": "改动",
    "day": "日期",
    "decision": "决定",
    "hit": "命中",
    "hits": "命中数",
    "days": "日期",
    "format": "格式",
    "label": "用途",
    "from": "备份",
    "job": "任务",
    "kinds": "种类",
    "new": "新结论",
    "number": "版次",
    "origin": "来源",
    "reason": "理由",
    "redo": "重新识别",
    "reviewer": "复核人",
    "revision": "规则版本",
    "role": "角色",
    "rows": "行数",
    "seconds": "秒数",
    "scopes": "可用于",
    "to": "写到",
    "words": "词的摘要",
}
_WORDS = {
    "nightly": "夜间任务",
    "text": "文字摘要",
    "markdown": "Markdown 摘要",
    "json": "JSON",
    "csv": "CSV 表格",
    "parquet": "Parquet 表格",
    "viewer": "查看",
    "supervisor": "主管",
    "operator": "运维",
    "admin": "管理员",
    "created": "新建",
    "invited": "发了新链接",
    "password": "设了密码",
    "disabled": "停用",
    "enabled": "启用",
    "revoked": "收回",
    "rights": "角色与范围",
    "agent": "坐席",
    "accepted": "成立",
    "refused": "不成立",
    "final": "终审",
    "taken_back": "收回",
    "everywhere": "所有浏览器",
    "run": "运行",
    "failed": "重试失败的",
    "flag": "重新检查规则",
    "report": "重出报告",
    **{kind.value: words for kind, words in KIND_WORDS.items()},
}


def _in_words(value: str) -> str:
    return "、".join(_WORDS.get(each, each) for each in value.split())


def _span(value: str) -> str:
    first, _, last = value.partition("/")
    return first if last in ("", first) else f"{first} 至 {last}"


_READABLE: dict[str, Callable[[str], str]] = {
    "by": _in_words,
    "decision": _in_words,
    "change": _in_words,
    "days": _span,
    "format": _in_words,
    "kinds": _in_words,
    "redo": lambda value: {"all": "全部", "failed": "失败的"}.get(value, value),
    "role": _in_words,
}
"""How people read details that are stored as programs write them; the others are read as they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the audit log.

    Args:
        at: aware.
        who: the user of the machine; for books of older versions the author who was given.
        about: details by name; never a customer's number or speech.
    """

    at: datetime
    who: str
    action: AuditAction
    about: Mapping[str, str]

    def line(self, zone: ZoneInfo) -> str:
        """Describe it in one line for people, at the time of their clocks."""
        told = "，".join(_detail(name, value) for name, value in self.about.items() if value)
        at = f"{self.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        return f"{at}　{self.who}　{ACTION_WORDS[self.action]}　{told}".rstrip()


def _detail(name: str, value: str) -> str:
    return f"{_ABOUT.get(name, name)} {_READABLE.get(name, str)(value)}"
