"""not_in, not_regex: a hit within these words does not count, unless the words are taken back at once.

An exception spares what it says. 不是骗子 spares nothing in 这不是骗子吗, 收到退款 nothing in 还没收到退款,
取消投诉 nothing in 凭什么取消投诉: there the exception is itself negated, questioned or rhetorical. The
lists below are of function words (negators, question words and particles, verbs of forcing), which
are few and the same in every trade. All look no further than the clause, but for words that
contradict what was said just before it: 退款已经到账，可我没看到钱.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from callqa.rules.search.phrase_index import Found
from callqa.rules.search.speech import Speech

_NEGATOR = re.compile(r"不|没|别|未|无|甭|非|勿")
_NO_NEGATOR = re.compile("无理由|无条件|特别|分别|区别|级别")
_DONE = re.compile(r"到账|到帐|收到|拿到|已经|退了|撤了|解决|处理|好了|完了|过了|取消|撤销|撤回|撤诉")
_REACH = 12
"""Characters of the clause before and after an exception that can take it back."""

_FORCED = (
    r"(?:凭什么|凭啥|为什么|为啥|干嘛|干吗|怎么能|怎么会|怎么可以|哪能|哪会|岂能|谁说|谁让|谁同意|谁答应"
    r"|逼着?|强迫|威胁|恐吓|劝|求着?|忽悠|骗|[叫让要想使](?=我|咱|俺)|休想|别想|甭想|妄想)"
    r"(?:我们?|咱们?|俺|你们?|他们?|您|人)?(?:就|要|给|去|来|把|必须|赶紧|马上)?$"
)
_TAKEN_BACK = tuple(
    (re.compile(kind), re.compile(before), re.compile(behind))
    for kind, before, behind in (
        # in the exception besides the keyword, before it in the clause, right behind it
        # 还没收到退款, 没有取消投诉
        (_DONE.pattern, r"(?:没有?|未|从没|不会|不可能|不)(?:给我|能|再|来|去|看到|见)?$", ""),
        # 退款到账了没有, 退款到账了吗
        (_DONE.pattern, "", r"了?(?:没有|没|吗|么|不)(?:啊|呀|呢|哦)?"),
        # 凭什么取消投诉, 逼我撤销投诉, 想让我不投诉
        (f"{_NEGATOR.pattern}|{_DONE.pattern}", _FORCED, ""),
        # 这不是骗子吗, 这不是假货是什么
        (_NEGATOR.pattern, "", r".{0,6}(?:吗|么|嘛)$|.{0,2}(?:是什么|是啥|是谁|还能是)"),
        # 你以为我不会投诉吗, 难道不投诉, 你敢说这不是假的
        (
            _NEGATOR.pattern,
            r"(?:[你您]们?(?:还|真|别|就|也|都)?(?:以为|敢说|敢保证|能说|说|觉得|看看?)|难道|岂|莫非|何尝|怎么就"
            r"|谁敢说|别以为|信不信).{0,4}$",
            "",
        ),
        # 这要不是骗子，天底下就没有骗子了
        (_NEGATOR.pattern, r"(?:这|那|他|你们?|你们这|这都?)(?:要|要都|还|再)$", ""),
        # 你等着被投诉吧, 小心被曝光
        ("被|挨", r"(?:等着|等|小心|当心|迟早|早晚|活该|信不信|准备|就该|应该)(?:我|你们?)?$", ""),
        # 我不曝光你们我不姓王, 不给差评都对不起自己
        (
            "^不",
            "",
            r".{0,6}(?:不姓|咽不下|对不起(?:自己|我|良心|这)|没人[管理]|誓不|不罢休|不算完|没完|不甘心|不服气?"
            r"|过不去|不长记性|就不[管理行会]|都不[管理行会]|不知道厉害|不当回事|当我好)",
        ),
        # 不能不投诉, 不得不投诉
        ("^不", r"(?:不能|不得|不可能|没法|没办法|由不得|不会|不可|忍不住|没有理由|没理由)$", ""),
        # 我是还没投诉到上面去
        ("^没", "还$", ""),
    )
)
_MARKS = re.compile("[，。、！？；：]")
_CONTRADICTED = re.compile(
    r"(?:没门|休想|做梦|想得美|办不到|想都别想|不可能"
    r"|(?:可是?|但是?|结果|怎么|然而|不过)(?:我|我们|到现在|现在|钱|账上|卡里|银行卡)*(?:都|也|还|根本|就)?"
    r"(?:没|看不到|查不到|找不到|不见))"
)


def names_marks(pattern: str) -> bool:
    """Return whether a pattern speaks of punctuation, so that its matches may cross some."""
    return _MARKS.search(pattern) is not None


def unspared(
    found: Iterable[Found], exceptions: Iterable[Found], speech: Speech, *, across: bool = False
) -> list[Found]:
    """Return the hits that lie within none of the exceptions, or only within some that do not stand.

    Args:
        found: the hits.
        exceptions: where the exceptions were found.
        speech: the call.
        across: they may cross a mark or a pause.
    """
    shelters = _Shelters(exceptions)

    def spared(one: Found) -> bool:
        return any(
            (across or speech.unbroken(shelter)) and not taken_back(one, shelter, speech)
            for shelter in shelters.around(one)
        )

    return [one for one in found if not spared(one)]


class _Shelters:
    """Spans by their order of length, so that those around another are few to look at."""

    def __init__(self, spans: Iterable[Found]) -> None:
        self._sized: defaultdict[int, list[Found]] = defaultdict(list)
        for span in sorted(spans):
            self._sized[(span.end - span.start).bit_length()].append(span)

    def around(self, one: Found) -> Iterator[Found]:
        """Yield the spans that hold another; only those that begin near enough are looked at."""
        for order, spans in self._sized.items():
            first = bisect_left(spans, one.end - (1 << order), key=_start)
            last = bisect_right(spans, one.start, key=_start)
            yield from (span for span in spans[first:last] if one.end <= span.end)


def _start(span: Found) -> int:
    return span.start


def taken_back(one: Found, exception: Found, speech: Speech) -> bool:
    """Return whether words around an exception say the opposite of it."""
    text, (start, end) = speech.text, speech.clause(exception)
    added = _NO_NEGATOR.sub("", text[exception.start : one.start] + text[one.end : exception.end])
    before = text[max(start, exception.start - _REACH) : exception.start]
    behind = text[exception.end : min(end, exception.end + _REACH)]
    following = text[exception.end : exception.end + _REACH].partition("\n")[0]
    return _is_contradicted(added, following) or any(
        kind.search(added) and left.search(before) and right.match(behind)
        for kind, left, right in _TAKEN_BACK
    )


def _is_contradicted(added: str, following: str) -> bool:
    """Return whether what follows, in this clause or at the start of the next, contradicts an exception."""
    if not (_DONE.search(added) or _NEGATOR.search(added)):
        return False
    return _CONTRADICTED.match(following.lstrip("了的啊呀吧")) is not None
