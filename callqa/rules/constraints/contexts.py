"""not_when: contexts in which a hit does not count: negated, asked about, past, somebody else's, …

Each context is a few lists of Mandarin function words around the hit: negators and what only looks like
one, question words and particles, A-not-A questions, time words, verbs of saying, 如果 … 的话. They look
at the hit's clause: not across a mark or a pause, and not at what the other says. Whose matter it is, whether
it is settled and whether it is only asked about may have been said earlier in the sentence, where nothing in
between says 我 or 你. In doubt a hit counts.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from callqa.rules.search.phrase_index import Found
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import wrong

ALIASES = {"not_when": "when_not unless context contexts except_when 语境 不算的语境 什么时候不算"}
_REACH = 24
"""Characters behind the clause in which a past matter may go on."""


class Scene(NamedTuple):
    """A hit and what stands around it; folded.

    Args:
        before, behind: in its clause.
        said: the words that hit.
        following: what the speaker says right after the clause.
        sentence: all before the hit in its sentence; the clause included.
        rest: all behind the clause in its sentence, and whether that asks.
    """

    before: str
    said: str
    behind: str
    following: str
    sentence: str
    rest: str
    asks: bool

    @classmethod
    def of(cls, found: Found, speech: Speech) -> "Scene":
        """Cut the scene of a hit out of a call."""
        text, (start, end) = speech.text, speech.clause(found)
        end = max(end, found.end)
        first, last, asks = speech.sentence(found)
        return cls(
            before=text[start : found.start],
            said=text[found.start : found.end],
            behind=text[found.end : end],
            following=text[end : end + _REACH].partition("\n")[0],
            sentence=text[min(first, start) : found.start],
            rest=text[end:last],
            asks=asks,
        )


_LIGHT = (
    "[我你您他她它们咱俺谁这那一个什么来去在上要想会能敢肯愿意打算准备"
    "需用得再就都也真是为了的过给跟和对向把说找]"
)
_LOOKS_NEGATIVE = re.compile(
    r"要不(?!是)|不然|不如|不光|不但|不仅|不止|不只|不管|不论|不得不|不能不|不会不|不可不|还没有?|差不多|不断|不停"
    r"|是不是|对不对|能不能|会不会|要不要|想不想|可不可以|有没有|该不该|肯不肯|行不行|好不好|巴不得|恨不得|忍不住"
    r"|说不定|怪不得|动不动|特别|分别|个别|级别|区别|性别|不小心|不知道?|不行|不好意思|不对|不成|不信"
    # somebody else refuses, which is what is complained about
    r"|不给|不肯|不让|不予|不同意|不答应|拒不|迟迟不|就是不|一直不|死活不|还不|老不|总不|偏不"
    # a condition: 再不退款我就
    r"|再不|(?:要是|如果|假如|若)(?:再|还)?[不没]"
)
_NEGATED = re.compile(
    r"(?:不是(?:来|要|想|为了|说|去|故意|专门|非要|特意).{0,8}"
    r"|(?:不(?:是|想|会|用|要|打算|准备|需要|必|敢|至于|该|应该|太|可能|算|再)?|没有?|别|甭|未|无需|无须|用不着|犯不着|懒得)"
    rf"{_LIGHT}{{0,5}})$"
)
_WITHOUT_INTENT = re.compile(r"(?:没有?|不是).{0,8}$")
_INTENT = re.compile(r".{0,4}的(?:意思|想法|打算)")
_RHETORICAL_BEFORE = re.compile(
    r"难道|岂|莫非|凭什么|凭啥|为什么|为啥|干嘛|干吗|怎么|以为|敢说|信不信"
    r"|(?:你们?|您|商家|卖家|店家|客服|公司|平台)(?:就|也|都|还|又|根本)*[不没]有?$"
)
_RHETORICAL_BEHIND = re.compile(
    r".{0,6}(?:吗|么|嘛)$|.{0,2}(?:是什么|是啥|是谁)"
    r"|(?:的话)?(?:你们?|您)?(?:我|咱|那|那我)?(?:可|要|直接|也)?就"
    r"|.{0,6}(?:不姓|咽不下|对不起(?:自己|我|良心|这)|没人[管理]|誓不|不罢休|不算完|没完|不甘心|不服|过不去|不长记性)"
)


_NONE_BEHIND = re.compile(r"(?:的(?:地方|话|意思))?(?:都|也)?(?:没有|谈不上|不存在)(?:的|过)?$")
_TAKEN_BACK = re.compile(
    r"[吧了啊的]*(?:[哦噢啊哎呃额嗯]+不(?![行能可管是对])|算了(?![我也吗么可不])|说错了|口误)"
)


def _negated(scene: Scene) -> bool:
    if _NONE_BEHIND.match(scene.behind) or _TAKEN_BACK.match(f"{scene.behind}{scene.following}"):
        return True
    before = _LOOKS_NEGATIVE.sub("〇", scene.before)
    if before[-2:] in (f"{scene.said[:1]}不", f"{scene.said[:1]}没"):  # 退不退款 asks
        return False
    if _RHETORICAL_BEFORE.search(before) or _RHETORICAL_BEHIND.match(scene.behind):
        return False
    intent = _WITHOUT_INTENT.search(before) and _INTENT.match(scene.behind)
    return bool(intent or _NEGATED.search(before))


_CHANNEL_BEHIND = re.compile(
    r"(?:的)?(?:电话|热线|渠道|邮箱|平台|部门|专线|号码|入口|流程|方式|方法|地址|网站|官网|途径|窗口|规则|政策|条件)"
    r"|(?:的)?(?:话)?(?:要|该|应该|得|需要)?(?:打|找|去|走|联系|拨)(?:哪|什么|谁|多少)|怎么(?:弄|办|走|申请|操作)"
)
_CHANNEL_BEFORE = re.compile(
    r"(?:怎么|如何|怎样|去哪里?|在哪里?|到哪里?|哪里|哪儿|找谁|向谁|跟谁|打什么电话|打哪个电话?|打多少)"
    r"(?:可以|能|能够|去|来|才能|进行|办理?|申请|操作|要)*$"
)


_INQUIRES = re.compile(
    r"(?:问一下|问问|问下|想问|请问|咨询|了解一下|了解下|打听)(?!.*(?:我要|我就|必须|凭|到底)).{0,24}$"
)
_HOW = re.compile(r"怎么|如何|哪|多少|几[个天号点]|什么时候|吗$|么$|不$|没有$")
_REPROACH = re.compile(r"为什么|为啥|凭|到底|怎么[还不没]|还没|[不没].{0,2}$")


def _asks_the_way(scene: Scene) -> bool:
    if _CHANNEL_BEHIND.match(scene.behind) or _CHANNEL_BEFORE.search(scene.before):
        return True
    rest = f"{scene.behind}{scene.rest}"
    reproach = _REPROACH.search(scene.sentence) or _REPROACH.search(rest)
    return bool(_INQUIRES.search(scene.sentence) and _HOW.search(rest)) and not reproach


_PAST_BEFORE = re.compile(
    r"(?:上次|上回|之前|以前|从前|去年|前年|大前年|上个?月|上上个?月|上个?礼拜|上个?星期|上周|前(?:几|两|一)?(?:天|个月|阵子?|段时间)"
    r"|当时|那时候?|那[次回]|早先|曾经|当初|当年|[一二三四五六七八九十几好两]+(?:年|个月)(?:以|之)?前).{0,12}$"
)
_PAST_BEHIND = re.compile(r"过")
_STILL = re.compile(
    r"到现在|至今|还没|还是|一直|仍|没人|没处理|没解决|没结果|没回|没反应|没动静|没给|没到|又|再次|这次|今天|现在|[也都]得|必须|应该|不处理|不解决|不回|不管|继续|从.{1,8}(?:起|开始)"
)


_EARLIER = re.compile(
    rf"(?:{_PAST_BEFORE.pattern.removesuffix('.{0,12}$')}|昨[天晚儿]|前天|今早|上午|早上).{{0,30}}$"
)
_SETTLED = re.compile(
    r"后来(?!也|还|又|都|就没|没)|解决了|处理好|处理完|弄好了|修好了|换了新|退了的|谢谢|感谢|挺好|不错|没事了|就好了|满意|不好意思|翻篇|算了|拦下|想通"
)


_AT_FIRST = re.compile(r"(?:原来|原先|起初|起先|一开始|刚开始|开头).{0,12}$")
_BY_NOW = re.compile(r"(?:但|可|不过)?是?(?:现在|如今|后来)(?!.{0,12}(?:[更还也又不没差]|凭|怎么))")


_SETTLED_NOW = re.compile(r"(?:今天|现在|这次)(?=.{0,8}(?:解决了|好了|处理好|弄好|修好|满意))")


def _settled(scene: Scene) -> bool:
    if _AT_FIRST.search(scene.before) and _BY_NOW.match(scene.following):
        return True
    told = _SETTLED_NOW.sub("好了", f"{scene.behind}{scene.rest}{scene.following}")
    return bool(_EARLIER.search(scene.sentence) and _SETTLED.search(told)) and not _STILL.search(
        f"{scene.before[-12:]}{scene.said}{told}"
    )


def _past(scene: Scene) -> bool:
    if _settled(scene):
        return True
    told = _PAST_BEFORE.search(scene.before) or _PAST_BEHIND.match(scene.behind)
    return bool(told) and not _STILL.search(
        f"{scene.before[-12:]}{scene.said}{scene.behind}{scene.following}"
    )


_OTHERS = re.compile(
    r"(?<![让叫给找跟向对把被和帮替要催请同])"
    r"(?:别人|人家|邻居|隔壁|同事|朋友|同学|老乡|网友|网上|新闻|有(?:个|些|的)?人|其他(?:的)?(?:人|客户|用户|买家)"
    r"|别的(?:人|客户|用户|买家)|楼[上下]|那个人|亲戚|熟人|好多人|很多人|大家)[^我咱俺你您]{0,8}$"
)


_THIRD = (
    r"(?:朋友|同事|邻居|同学|老乡|网友|熟人|闺蜜|表[哥姐弟妹]|堂[哥姐弟妹]|侄[子女儿]|亲戚"
    r"|别人|有(?:个|些|的)人|对方|乘客|房东|别家|那家|上家|上一家|他家|别的(?:机构|平台|公司|店|银行|牌子))"
)
_OTHERS_MATTER = re.compile(
    rf"(?<![让叫给找跟向对把被和帮替要催请同]){_THIRD}(?![要得]我)(?:你们家的?|[^我咱俺你您]){{0,30}}$"
)
_THEY = re.compile(rf"{_THIRD}.*(?<![让叫给找跟向对把被和帮替要催请同])[他她]们?[^我咱俺你您]{{0,8}}$")
"""Somebody is named, and then only 他 or 她: alone that is as likely the company's own man."""
_OWN_WILL = re.compile(
    rf"^(?:我(?!们?(?:的|那|家)?(?:个|位|几个)?{_THIRD})|咱|要|必须|赶紧|马上|今天|现在|再|不然|否则|还要|给我)"
)


def _of_others(scene: Scene) -> bool:
    if _OTHERS.search(scene.before) or (_THEY.search(scene.sentence) and re.search("[他她]", scene.before)):
        return True
    return _OTHERS_MATTER.search(scene.sentence) is not None and not _OWN_WILL.match(
        f"{scene.before}{scene.said}"
    )


_IF = re.compile(
    r"(?:如果|要是|假如|假设|倘若|万一|若是|假若|比如说?)(?!.*(?:就|那么|那我))(?!.{0,2}[不没]).{0,12}$"
)
_IN_CASE = re.compile(r".{0,4}的话")


_IF_SO = re.compile(
    r"(?:如果|要是|假如|假设|倘若|万一|若是|假若|比如说?|比方)(?!.*(?:[我咱]就|就[去找投告让曝报打发]|那么|那我|再不|还不))(?!.{0,2}[不没]).{0,30}$"
)
_ASKS = re.compile(r"(?:吗|么|呢|不|没有|多少|怎么办|咋办|怎么算|怎样|怎么样)$")


def _supposed(scene: Scene) -> bool:
    rest = f"{scene.behind}{scene.rest}"
    if _IF_SO.search(scene.sentence) and (scene.asks or _ASKS.search(rest)):
        return True
    return bool(_IF.search(scene.before)) or (
        _IN_CASE.match(scene.behind) is not None and not re.search("[不没就]", scene.before[-4:])
    )


_REPORTED = re.compile(
    r"(?<![跟和给向对找])(?:客服|坐席|师傅|他们?|她们?|人家|对方|朋友|同事|邻居|老公|老婆|我[妈爸]|商家|卖家|店家|你们(?:那个?|的)?"
    r"(?:客服|人|同事|经理|小姑娘|师傅|员工)?|那个(?:人|客服)|短信|系统|页面|网页|广告|网上|上面|新闻|经理|主管|领导|业务员)[上里]?"
    r"(?:当时|上次|之前|昨天|刚才|都|也|就|还|又|总|一直)*(?:跟我|和我|给我|对我)?"
    r"(?:说|讲|告诉|显示|写|通知|答应|承诺|回复|保证|提示)(?:的|着|了|是|过|我|我们|可以|要|会|能)*.{0,6}$"
)


_ADVISED = re.compile(
    r"(?:朋友|同事|邻居|同学|老伴|闺蜜|老公|老婆|网友|人家)(?:都|也|就|老|一直)*(?:(?:让|劝|叫|建议|撺掇|怂恿)我|说[要得]|非要).{0,14}$"
)
_OWN_MIND = re.compile(r"我(?:说|想|觉得|看|寻思)(?!.{0,8}(?:也是|对|就该|必须))")
_NOT_SO = re.compile(r"(?:可|但|却|其实|结果|实际).{0,8}[没不]")
_SAYS = re.compile(r"^(?:还|又|也|就|都|一直|老|后来|嚷着|喊着|吵着)*(?:说|喊|嚷|要)")
_SPEAKER = re.compile(
    r"(?<![让叫给找跟向对])(?:[她他]|对方|人家|朋友|同事|邻居|老伴|小伙子)[们]?[^我咱俺]{0,16}$"
)


def _reported(scene: Scene) -> bool:
    if _SAYS.match(scene.before) and (earlier := scene.sentence.removesuffix(scene.before)):
        return _SPEAKER.search(earlier) is not None
    if _ADVISED.search(scene.sentence) and _OWN_MIND.search(f"{scene.behind}{scene.rest}{scene.following}"):
        return True
    return _REPORTED.search(scene.before) is not None and not _NOT_SO.search(f"{scene.behind}{scene.rest}")


_ASKED_BEHIND = re.compile(r".{0,8}(?:吗|么|呢|没有?|不)$")
_ASKED_BEFORE = re.compile(
    r"(?:是不是|有没有|能不能|会不会|可不可以|要不要|该不该|是否|能否|可否|什么时候|啥时候|多久|几天|多少天).{0,6}$"
)
_NO_QUESTION = re.compile(r"[不没]|难道|凭什么|以为|敢说|岂")


def _asked(scene: Scene) -> bool:
    first = scene.said[:1]
    if scene.before[-2:] in (f"{first}不", f"{first}没") or _ASKED_BEFORE.search(scene.before):
        return True
    return _ASKED_BEHIND.match(scene.behind) is not None and not _NO_QUESTION.search(scene.before)


_LAUGHS = re.compile(
    r"哈哈|嘿嘿|嘻嘻|呵呵呵|(?<!没)(?<!没有)(?<!不是)(?<!什么)(?:开|说)(?:个|着)?玩笑(?!吗|么|呢你)|逗(?:你|您)(?:玩|呢|的)|说着玩"
)
_EARNEST = re.compile(r"(?:可|但|不过)(?:我|是|这)|凭什么|必须|亏你|好意思|笑得出")


def _joking(scene: Scene) -> bool:
    around = f"{scene.sentence}{scene.said}{scene.behind}{scene.rest}{scene.following}"
    return _LAUGHS.search(around) is not None and not _EARNEST.search(around)


class Context(NamedTuple):
    """One context.

    Args:
        shown: in Chinese, what it is, with an example.
        holds: whether a scene is one.
        others: what people write for it.
    """

    shown: str
    holds: Callable[[Scene], bool]
    others: str


CONTEXTS: Mapping[str, Context] = MappingProxyType(
    {
        "否定": Context("说的是不：我不是来投诉的", _negated, "否认 不是 negation negated negative"),
        "询问渠道": Context("问怎么办、打哪里：投诉电话是多少", _asks_the_way, "问渠道 渠道 询问 channel"),
        "过去": Context("以前的、已经过去的事：上次投诉过", _past, "以前 过去的事 之前 past"),
        "别人的事": Context("说的是别人：我邻居投诉了", _of_others, "别人 他人 others other"),
        "假设": Context("只是假设：万一以后要投诉", _supposed, "如果 条件 假如 hypothesis conditional if"),
        "转述": Context("转述别人的话：客服说可以退款", _reported, "转达 引用 report reported quote"),
        "玩笑": Context("笑着说的：哈哈，我哪能砸你柜台", _joking, "开玩笑 说笑 玩笑话 joke joking"),
        "疑问": Context("在问，不是在说：可以退款吗", _asked, "问句 提问 反问 疑问句 question"),
    }
)
"""By the word that is written; the order of messages."""


def outside(contexts: Sequence[str], found: Iterable[Found], speech: Speech) -> list[Found]:
    """Return the hits that stand in none of the contexts."""
    tests = [CONTEXTS[word].holds for word in contexts]
    scenes = ((one, Scene.of(one, speech)) for one in found)
    return [one for one, scene in scenes if not any(test(scene) for test in tests)]


DESCRIPTION = "这些语境里说的不算：" + "；".join(f"{word}（{one.shown}）" for word, one in CONTEXTS.items())
_SHAPE: Any = Literal[(*CONTEXTS,)]


def _known(value: object) -> object:
    """Take a context's word; name the nearest where it is misspelt."""
    if not isinstance(value, str) or value.strip() in CONTEXTS:
        return value.strip() if isinstance(value, str) else value
    wanted, choices = value.strip().casefold(), f"可以写：{'、'.join(CONTEXTS)}"
    close = [word for word, one in CONTEXTS.items() if wanted in one.others.split()]
    close += difflib.get_close_matches(wanted, CONTEXTS, n=1, cutoff=0.3)
    raise wrong(f"不认识语境“{value}”", f"是不是想写 {close[0]}？{choices}" if close else choices)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Contexts = Annotated[
    list[Annotated[str, BeforeValidator(_known, json_schema_input_type=_SHAPE)]],
    BeforeValidator(_as_list, json_schema_input_type=list[_SHAPE] | _SHAPE),
    Field(min_length=1),
]
"""What may be written for `not_when`."""
