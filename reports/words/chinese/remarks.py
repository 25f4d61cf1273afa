"""The Chinese words of remarks: how a day was made, and what its readers must know about that."""

from collections.abc import Callable, Sequence

from callqa.days.remarks import RemarkOf
from callqa.model.remarks import RemarkKind
from callqa.model.retention import KIND_WORDS, Kind
from callqa.text.masking import mask_name

_MOST, _OF_MANY = 10, 5
"""How many names a line has at the most, and how many of a list that is longer than that."""


def listed(names: Sequence[str]) -> str:
    """Name the first of many."""
    if len(names) > _MOST:
        return f"{'、'.join(names[:_OF_MANY])} 等 {len(names)} 个"
    return "、".join(names)


def remark(of: RemarkOf) -> str:
    """Say one remark of a day in a line."""
    return mask_name(_SAID[of.remark.kind](of))


def _named(told: str, of: RemarkOf) -> str:
    names = [_with_time(each, of.remark.names.get(each)) for each in of.remark.call_ids]
    return f"{told}：{listed(names)}" if names else told


def _with_time(call_id: str, time: str | None) -> str:
    return f"{mask_name(call_id)}（{time}）" if time else mask_name(call_id)


def _revised(what: str) -> Callable[[RemarkOf], str]:
    def say(of: RemarkOf) -> str:
        if of.is_every_call:
            return f"修订：全部 {of.count} 通{what}"
        return _named(f"修订：{of.count} 通{what}", of)

    return say


def _not_adopted(of: RemarkOf) -> str:
    names, figures = of.remark.names, of.remark.figures
    publication = f"第 {figures['publication']:.0f} 版（{names['published']}，{names['author']}）"
    told = f"规则手册有 {figures['mistakes']:.0f} 处错误，没有采用，仍按{publication}检查"
    cure = "修改规则手册后运行 callqa rules check，再运行 callqa flag 重新检查这一天"
    return f"{told}。第一处：{names['first']}。{cure}"


def _held(of: RemarkOf) -> str:
    names, figures = of.remark.names, of.remark.figures
    publication = f"第 {figures['publication']:.0f} 版（{names['published']}，{names['author']}）"
    told = f"规则手册改动太大，没有自动采用（{names['why']}），仍按{publication}检查"
    return f"{told}。确认无误就运行 callqa rules publish，再运行 callqa flag 重新检查这一天"


def _appeals(of: RemarkOf) -> str:
    waiting, overdue = of.remark.figures["waiting"], of.remark.figures["overdue"]
    late = f"，其中 {overdue:.0f} 处已过处理期限" if overdue else ""
    return f"坐席申诉待处理 {waiting:.0f} 处{late}"


def _broke_off(of: RemarkOf) -> str:
    names = of.remark.names
    if names["text"] != names["error"]:  # an error of ours says what it is
        return names["text"]
    if names["system"]:
        return f"系统错误：{names['system']}。请检查磁盘空间与权限"
    return f"程序意外出错（{names['error']}），详情见运行日志：journalctl -u callqa-schedule"


def _purged(of: RemarkOf) -> str:
    names, figures = of.remark.names, of.remark.figures
    first, last = names["first"], names["last"]
    days = "、".join(f"{KIND_WORDS[kind]} {figures[kind]:.0f} 天" for kind in Kind if figures.get(kind))
    size = f"{figures['rows']:.0f} 行，{figures['files']:.0f} 个文件"
    return f"已按保存期限清理 {first if first == last else f'{first} 至 {last}'}：{days}（{size}）"


def _address(of: RemarkOf) -> str:
    return f"第 {of.remark.figures['number']:.0f} 个通知地址（{of.remark.names['scheme']}）"


_SAID: dict[RemarkKind, Callable[[RemarkOf], str]] = {
    RemarkKind.LATE: _revised("迟到的录音，已补上"),
    RemarkKind.CHANGED: _revised("录音在出报告之后被改动，以改动后的录音为准"),
    RemarkKind.INFORMED: _revised("通话信息有更新，已按新的信息列出"),
    RemarkKind.GONE: lambda of: _named(
        f"修订：{of.count} 通不再单独计数（编号变了或与别的录音相同），见现在的名单", of
    ),
    RemarkKind.AGAIN: _revised("重新转写，结果以本报告为准"),
    RemarkKind.QUARANTINED: lambda of: _named(
        f"已隔离 {of.count} 通，不再自动重试{f'（强制重试：{of.retry}）' if of.retry else ''}", of
    ),
    RemarkKind.UNRECORDED: lambda of: _named(
        f"话单列出 {of.remark.figures['listed']:.0f} 通，其中 {of.count} 通没有录音", of
    ),
    RemarkKind.FORGOTTEN: lambda of: (
        f"应客户要求删除了 {of.remark.figures['calls']:.0f} 通通话的全部结果，不再计入"
    ),
    RemarkKind.DEVICE_LOST: lambda _: "识别设备中途出错，其余录音改用 CPU 识别；结果不受影响，但今晚会慢",
    RemarkKind.DEVICES_LOST: lambda _: (
        "集群中有识别设备出错，出错的那几批录音改用 CPU 识别；结果不受影响，请检查各台机器的显卡"
    ),
    RemarkKind.RULES_NOT_ADOPTED: _not_adopted,
    RemarkKind.RULES_HELD: _held,
    RemarkKind.NO_SUCH_GROUP: lambda of: (
        f"没有用户组 {of.remark.names['group']}，报告只有 callqa 的用户能读；建立这个组，或改 report.group"
    ),
    RemarkKind.NOT_IN_GROUP: lambda of: (
        f"callqa 的用户不在用户组 {of.remark.names['group']} 里，报告只有它自己能读；"
        f"运行 usermod -aG {of.remark.names['group']} callqa 后重启服务"
    ),
    RemarkKind.GROUP_SHUT_OUT: lambda of: (
        f"用户组 {of.remark.names['group']} 进不了 {of.remark.names['folder']}，读不到报告；"
        "把 reports 设到这个组进得去的文件夹，例如 /srv/callqa/reports"
    ),
    RemarkKind.NO_AGENT_NAMES: lambda of: (
        f"坐席名单有错，报告里只写工号：{of.remark.names['where']}，{of.remark.names['text']}"
    ),
    RemarkKind.NOT_TRANSCRIBED: lambda of: f"转写出错（{of.remark.names['text']}），部分录音未转写",
    RemarkKind.TIME_UP: lambda of: f"时间用完，还有 {of.remark.figures['calls']:.0f} 通留待下一晚",
    RemarkKind.NOT_BEGUN: lambda _: "补做的时间用完了，留待下一晚",
    RemarkKind.NOT_COMPLETED: lambda of: f"没有补做成：{of.remark.names['text']}",
    RemarkKind.COMPLETED: lambda of: (
        f"已补做 {of.remark.names['day']}，报告已更新：成功 {of.remark.figures['recognised']:.0f} 通，"
        f"失败 {of.remark.figures['failed']:.0f} 通"
    ),
    RemarkKind.BROKE_OFF: _broke_off,
    RemarkKind.INTERRUPTED: lambda _: "被中断（Ctrl-C、停止服务或关机）",
    RemarkKind.NOT_GIVEN_BACK: lambda of: (
        f"{of.remark.names['day']} 的占用没有交还（{of.remark.names['text']}），"
        f"{of.remark.figures['seconds']:.0f} 秒后自动失效"
    ),
    RemarkKind.PURGED: _purged,
    RemarkKind.NOT_PURGED: lambda of: (
        f"{of.remark.names['day']} 超过保存期限的数据没有清理成：{of.remark.names['text']}"
        if of.remark.names["day"]
        else f"没有按保存期限清理：{of.remark.names['text']}"
    ),
    RemarkKind.PURGE_TIME_UP: lambda of: f"清理的时间用完了，{of.remark.names['day']} 起留待下一晚",
    RemarkKind.PURGE_HELD: lambda of: (
        f"有 {of.remark.figures['days']:.0f} 天的数据"
        f"（{of.remark.names['first']} 到 {of.remark.names['last']}）"
        "超过保存期限，比平常一晚多得多，没有自动清理：核对时钟和 retention，无误后运行 callqa purge"
    ),
    RemarkKind.NOT_ROLLED_UP: lambda of: (
        f"没有写成 {of.remark.names['first']} 至 {of.remark.names['last']} 的汇总：{of.remark.names['text']}"
    ),
    RemarkKind.SPARE_ROOM: lambda of: (
        f"数据库文件 {of.remark.figures['size_gb']:.1f} GB 中有 {of.remark.figures['free_gb']:.1f} GB 空着："
        "停掉服务后运行 callqa db compact，还给磁盘"
    ),
    RemarkKind.APPEALS: _appeals,
    RemarkKind.NO_ARTIFACT: lambda of: f"Prefect 页面上没有这一晚的小结：{of.remark.names['text']}",
    RemarkKind.ADDRESS_INVALID: lambda of: (
        f"{_address(of)}写得不对：写成 dingtalk://… 、mailto://… 这样，或原样粘贴群机器人的地址"
    ),
    RemarkKind.NOT_DELIVERED: lambda of: (
        f"{_address(of)}没有送达{f'：{why}' if (why := of.remark.names['why']) else ''}"
    ),
    RemarkKind.MONITOR_SILENT: lambda of: (
        f"外部监控（notifications.ping_url）没有应答：{of.remark.names['error']}"
    ),
    RemarkKind.MONITOR_REFUSED: lambda of: (
        f"外部监控（notifications.ping_url）拒绝了：HTTP {of.remark.figures['status']:.0f}"
    ),
    RemarkKind.NOT_SENT: lambda of: f"通知没有发出：{of.remark.names['text']}",
    RemarkKind.NOT_MEASURED: lambda of: f"监控指标没有写成：{of.remark.names['text']}",
    RemarkKind.NOT_COMPOSED: lambda of: f"早上的消息没有写成：{of.remark.names['text']}",
    RemarkKind.NO_REPORT: lambda _: "没有出过报告",
    RemarkKind.STILL_RUNNING: lambda of: (
        f"还在处理（主机 {of.remark.names['host']}，进程 {of.remark.figures['pid']:.0f}），不用重跑；"
        f"看进度：callqa status --day {of.remark.names['day']}"
    ),
    RemarkKind.REPORT_GONE: lambda of: f"报告文件不在：{'、'.join(of.remark.names)}",
    RemarkKind.CHANGED_SINCE: lambda _: "报告写完以后结果又有变化，没有重新出报告",
    RemarkKind.LEFT_OVER: lambda of: f"有 {of.remark.figures['calls']:.0f} 通录音还没有处理",
    RemarkKind.NOT_KNOWN: lambda of: f"查不出来：{of.remark.names['text']}",
    RemarkKind.HELD: lambda of: of.remark.names["text"],
    RemarkKind.WENT_WRONG: lambda of: of.remark.names["system"] or of.remark.names["text"],
    RemarkKind.AS_WRITTEN: lambda of: of.remark.names["text"],
}
