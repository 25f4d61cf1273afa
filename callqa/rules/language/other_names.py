"""What people write for the keys of the rule book: Chinese words, other systems' words, small slips.

None of them works; each is answered with the key that does. Folded as
`callqa.strict_yaml.models` looks them up.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from callqa.strict_yaml.located import Located, Path, Plain, Position
from callqa.text.pinyin import spelling

_SEVERITY = "一般"


def written_out(located: Located) -> Located:
    """The same file with every shorthand category as a category of one rule; lines are kept."""
    listed = located.data.get("categories") if isinstance(located.data, dict) else None
    if not isinstance(listed, list) or not isinstance(located.data, dict):
        return located
    short = {index: name for index, item in enumerate(listed) if (name := _short_name(item))}
    if not short:
        return located
    categories: list[Plain] = [
        _category(short[index], item) if index in short else item for index, item in enumerate(listed)
    ]
    return replace(
        located,
        data={**located.data, "categories": categories},
        keys=_moved(located.keys, short),
        values=_moved(located.values, short),
    )


def automatic_id(name: str) -> str:
    """The id of a rule that was not given one: how its name is read, 投诉 becomes tou_su."""
    parts = ("".join(filter(_plain, part)).lower() for part in spelling(name))
    joined = "_".join(part for part in parts if part)
    return joined if joined[:1].isalpha() else f"c_{joined}".strip("_")


def _plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _short_name(item: Any) -> str:
    """The name of a shorthand category; empty for anything else, a misspelt key among it."""
    if not isinstance(item, dict) or len(item) != 1:
        return ""
    (name, words), *_ = item.items()
    misspelt = name.isascii() and name.islower()
    return name if not misspelt and isinstance(words, str | int | list) else ""


def _category(name: str, item: Any) -> Plain:
    rule: Plain = {"id": automatic_id(name), "name": name, "keywords": item[name]}
    return {"name": name, "severity": _SEVERITY, "rules": [rule]}


def _moved(positions: Any, short: dict[int, str]) -> dict[Path, Position]:
    """Positions under their new paths, and those of a shorthand's name for what is made from it."""
    moved: dict[Path, Position] = {}
    for path, position in positions.items():
        index = path[1] if len(path) > 2 and path[0] == "categories" else None
        if index in short and path[2] == short[index]:
            head: Path = ("categories", index, "rules", 0)
            moved[(*head, "keywords", *path[3:])] = position
            moved.setdefault(head, position)
        else:
            moved[path] = position
    return moved


Names: TypeAlias = Mapping[str, str]


def _names(**words: str) -> Names:
    """From the right key to what is written for it, to the way back."""
    return MappingProxyType({word: key for key, listed in words.items() for word in listed.split()})


_LIST = "词 词语 关键词 关键字 words keyword phrases phrase terms"
_UNLESS = "except exceptions exception exclude excluding 例外 除外 除非 排除"

CONDITION = _names(
    keywords=f"{_LIST} any_of or contains include includes include_any 包含 任意一个 任一 或",
    all="all_of and include_all every 全部 都要 并且 且",
    none="not none_of exclude not_contains without 都没有 不包含 不能有",
    must_say="must must_have required should_say 必须 必须说 必说 必讲",
    regex="regexp re pattern patterns 正则 正则表达式",
    not_regex="exclude_regex regex_not 排除正则",
    sequence="seq order then followed_by 顺序 先后",
    repeat="repetition repeated 重复 反复",
    silence="pause dead_air 静音 冷场 沉默",
    overlap="interrupt interruption crosstalk overtalk 抢话 插话 打断 重叠",
    speed="rate speech_rate speaking_rate 语速",
    duration="length call_duration 时长 通话时长 录音时长",
    turns="sentences turn_count 轮次 句数",
    abnormal_end="abnormal hangup hang_up 异常结束 异常挂断 挂断",
    meta="metadata filter 话单 随路数据",
    at_least="atleast min_hits at_least_n minimum 至少",
    count_gte="count min_count times 次数 出现次数",
    not_in="notin except exceptions exclude_in not_within not_inside 例外 排除",
    near="nearby proximity distance 附近 临近",
    not_near="notnear away 附近没有",
    window="range period time_window 范围 时间窗 时间段",
    within_s="within seconds",
    anchor="after before around relative 锚点",
    role="speaker who channel 角色 说话人 谁",
    pinyin="homophone fuzzy sound near_sound 拼音 近音 同音 谐音",
)
RULE = MappingProxyType(
    {
        **CONDITION,
        **_names(
            id="code key number 编号 规则编号 代码",
            name="title 名称 名字 规则名称 规则名",
            when="expr expression logic if condition 表达式 组合",
            conditions="named parts 条件",
            severity="level priority 级别 等级 严重程度 严重性 严重级别",
            score="points point deduct deduction weight penalty 扣分 分数 分值",
            fatal="veto critical 一票否决 致命",
            enabled="enable active on status 启用 开启 是否启用",
            since="from start start_date effective_from effective valid_from 生效 生效日期 开始日期 开始",
            until="to end end_date effective_to expires expire valid_to 失效日期 结束日期 截止日期 结束",
            needs_review="review need_review manual_review 复核 人工复核 需要复核",
            note="notes comment remark description desc 备注 说明 描述",
            examples="example tests samples 例句 例子 样例 示例",
        ),
    }
)
CATEGORY = _names(
    name="title category 名称 类别 分类 类别名称",
    severity="level priority 级别 等级 严重程度",
    role="speaker who 角色 说话人",
    rules="rule items 规则 规则列表",
    note="notes comment remark description 备注 说明",
    pinyin="homophone fuzzy 拼音 近音 同音",
)
BOOK = _names(categories="category rules groups 类别 分类 规则")
EXAMPLES = _names(
    hit="hits positive pos match yes should_hit 命中 正例 应命中",
    miss="misses negative neg no nomatch not_hit should_miss 不命中 未命中 反例 不应命中",
)
EXAMPLE = _names(
    turns="text said dialog dialogue 对话 话",
    duration_s="duration duration_ms 时长",
    queue="队列 技能组",
    agent="工号 坐席",
    direction="方向 呼叫方向",
)
NEAR = _names(
    words=f"{_LIST} keywords",
    chars="within distance n max gap characters 字 字数 距离",
    side="direction 方向",
)
WINDOW = _names(
    first_s="first first_seconds start head 开头 前",
    last_s="last last_seconds end tail 结尾 后",
    first_percent="first_pct start_percent",
    last_percent="last_pct end_percent",
    first_sentences="first_turns first_n first_utterances 前几句",
    last_sentences="last_turns last_n last_utterances 后几句",
)
ANCHOR = _names(
    rule="id rule_id after before around 规则",
    hit="k nth index n 第几次",
    side="direction position 方向 位置",
    within_s="within seconds",
    within_turns="within_sentences turns",
)
STEP = _names(words=f"{_LIST} keywords any", role="speaker who 角色")
SEQUENCE = _names(
    steps="words keywords phrases items order 步骤",
    within_turns="turns within within_sentences max_turns",
    within_s="seconds within_seconds max_seconds",
)
REPEAT = _names(
    within_turns="turns within window",
    times="count n count_gte 次数",
    alike="similarity similar threshold ratio 相似度 相似",
    min_chars="min_length chars",
    unless=_UNLESS,
)
SILENCE = _names(
    over_s="over seconds duration min_s threshold over_ms gt s 秒 超过", after="role who 角色", unless=_UNLESS
)
OVERLAP = _names(
    over_s="over seconds duration delay delay_s delay_ms tolerance allowance over_ms gt 秒 超过 延迟",
    min_chars="min_length chars",
    unless=_UNLESS,
)
LIMITS = _names(
    over="gt gte max above more_than over_s cpm 超过 大于 多于 高于",
    under="lt lte min below less_than under_s 低于 小于 少于",
    unless=_UNLESS,
)
LIMITS_S = _names(
    over_s="gt gte over above more_than over_ms seconds 超过 大于 长于",
    under_s="lt lte under below less_than under_ms 低于 小于 短于",
)
END = _names(within_s="within seconds", unless=_UNLESS)
META = _names(
    queue="skill group 队列 技能组",
    agent="agent_id user 坐席 工号 坐席工号",
    direction="call_type 方向 呼叫方向",
    over_s="duration duration_s over min_duration 时长 通话时长",
    under_s="under max_duration",
)
