"""What was typed is what counts: signs that a rule would drop in silence are refused, with the cure.

Comparing folds punctuation and signs away. So `投诉#重点` would become the one phrase 投诉重点, which
nobody ever says, and a pattern with full-width brackets would look for the brackets.
"""

import re
from collections.abc import Callable, Iterator

from callqa.strict_yaml.models import wrong
from callqa.text.fold import fold

_SHOWN = 20
_LONGEST_PHRASE = 30
_HANZI = "[\u4e00-\u9fff]"
_SEPARATORS = re.compile(rf"[，、；;,|/【】\[\]]|(?<={_HANZI})\s+(?={_HANZI})")
_NO_OPERATOR = re.compile(
    rf"(?<={_HANZI})\s*([&＆+＋!！]|(?<=\s)(?:and|or|not|AND|OR|NOT|并且|或者|且|或)(?=\s))\s*(?={_HANZI})"
)
_OPERATORS = {"or": "||", "或者": "||", "或": "||", "not": "&&!", "!": "&&!", "！": "&&!"}
_WILDCARD = re.compile(rf"(?<={_HANZI})\s*[*＊]+\s*(?={_HANZI})")

_NUMBERED = re.compile(
    rf"(?:[(（]\s*\d{{1,2}}\s*[)）]|\d{{1,2}}\s*[.．、:：)）]|[①-⒛➀-➓❶-❿]|[一二三四五六七八九十]{{1,2}}[、.．)）])"
    rf"\s*(?={_HANZI})"
)
_SPEAKER = re.compile(
    r"\s*(客户|顾客|用户|来电人|坐席|座席|客服|话务员|未知|customer|agent)\s*(?:@[\d.\-–~ ]+)?[:：]\s*(.+)",
    re.IGNORECASE,
)
_ROLE_OF = {
    "客户": "客户",
    "顾客": "客户",
    "用户": "客户",
    "来电人": "客户",
    "customer": "客户",
    "未知": "任意",
}
_NOTE = re.compile(r"\s*(?:[#＃]|//|<!--|--+|——)\s*(.*)", re.DOTALL)
_BRACKETED = re.compile(r"\s*[（(〔［{｛<＜《〈「『]([^）)〕］}｝>＞》〉」』]*)[）)〕］}｝>＞》〉」』]?\s*")
_PLACEHOLDER = re.compile(
    rf"[×✕╳○〇]{{2,}}|(?<={_HANZI})[xX]{{2,}}(?![A-Za-z])|(?<![A-Za-z])[xX]{{2,}}(?={_HANZI})|某某|某{{2,}}|_{{2,}}"
    rf"|(?:\.{{2,}}|…+|。{{2,}}|~+|～+)(?=\w)"
)
_DROPPED = re.compile(
    rf"(?<={_HANZI})\s*([^\w\s？?。.!！·%％'’]+)\s*(?=\w)|(?<=\w)\s*([^\w\s？?。.!！·%％'’]+)\s*(?={_HANZI})"
)
_DASHED = re.compile(rf"(?<={_HANZI})\s*[-－—–.．]+\s*(?={_HANZI})")


def phrase(text: str) -> str:
    """Return a phrase without the blanks around it.

    Raises:
        PydanticCustomError: something in it would be dropped, or taken for words to look for.
    """
    for mistake in _MISTAKES:
        for what, cure in mistake(text):
            raise wrong(what, cure)
    return text.strip()


def _numbered(text: str) -> Iterator[tuple[str, str]]:
    if found := _NUMBERED.match(text.strip()):
        bare = text.strip()[found.end() :]
        yield f"“{text}”里的编号“{found[0].strip()}”也成了要找的字", f"去掉编号：{bare}"


def _spoken_by(text: str) -> Iterator[tuple[str, str]]:
    if found := _SPEAKER.fullmatch(text):
        role = _ROLE_OF.get(found[1].lower(), "坐席")
        yield f"“{text}”里的“{found[1]}”也成了要找的字", f"只写说的话：{found[2]}；谁说才算，写 role: {role}"


def _annotated(text: str) -> Iterator[tuple[str, str]]:
    if (found := _NOTE.search(text)) and (before := text[: found.start()].strip()):
        note = found[1].removesuffix("-->").strip()
        cure = f"说明写在 # 后面，# 前面空一格：{before}  # {note}" if note else f"去掉它：{before}"
        sign = text[found.start() :].strip()[:1]
        yield f"“{text}”里 {sign} 后面的字也成了要找的字", cure


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    """Find brackets around a part: around all of it they do no harm."""
    for found in _BRACKETED.finditer(text):
        around, inner = f"{text[: found.start()]}{text[found.end() :]}".strip(), found[1].strip()
        if around:
            cure = (
                f"是说明就写成 {around}  # {inner}；两种说法都要找就分开写：[{around}, {_both(text, found)}]"
            )
            what = f"“{text}”里的括号不起作用，括号里的字也成了要找的字"
            yield what, cure if inner else f"去掉括号：{around}"


def _both(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]}{found[1].strip()}{text[found.end() :]}"


def _placeholder(text: str) -> Iterator[tuple[str, str]]:
    if found := _PLACEHOLDER.search(text):
        before, after = text[: found.start()].strip(), text[found.end() :].strip()
        cure = f"只写固定的字：{before or after}"
        if before and after:
            cure = f"改用正则表达式：regex: '{before}.{{0,10}}{after}'；或者分成两个词，用 near"
        yield f"“{text}”里的“{found[0]}”不代表任意的字", cure


def _unjoined(text: str) -> Iterator[tuple[str, str]]:
    if operator := _NO_OPERATOR.search(text):
        cure = f"都要说写 &&，说一个就行写 ||：{_joined(text)}"
        if operator[1] in "!！":
            plain = _NO_OPERATOR.sub("", text)
            cure = f"标点不用写：{plain}；如果是后面的不能说，写 {_joined(text)}"
        yield f"“{text}”里的 {operator[1]} 不起作用", cure
    if _WILDCARD.search(text):
        cure = f"改用正则表达式：regex: {_WILDCARD.sub('.*', text)}；只看附近，用 near"
        yield f"“{text}”里的 * 不代表任意的字", cure


def _several(text: str) -> Iterator[tuple[str, str]]:
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if len(parts) != 1 or parts[0] != text.strip():
        yield f"“{text}”被当成了一个词", f"分开写，用英文逗号：[{', '.join(parts)}]"


def _dropped(text: str) -> Iterator[tuple[str, str]]:
    if found := _DROPPED.search(text) or _DASHED.search(text):
        parts = [text[: found.start()].strip(), text[found.end() :].strip()]
        cure = f"是两个词就分开写：[{', '.join(parts)}]；是一个词就写成 {''.join(parts)}；说明写在 # 后面"
        yield f"“{text}”里的 {found[0].strip()} 不起作用，前后连成了一个词", cure


def _useful(text: str) -> Iterator[tuple[str, str]]:
    if not fold(text):
        yield f"“{text}”里没有可以比对的字", "写要找的话，例如 我要投诉"
    if len(text) > _LONGEST_PHRASE:
        yield f"“{text[:_SHOWN]}…”太长", f"最多 {_LONGEST_PHRASE} 个字：只写最能说明问题的几个字"


_MISTAKES: tuple[Callable[[str], Iterator[tuple[str, str]]], ...] = (
    _numbered,
    _spoken_by,
    _annotated,
    _bracketed,
    _placeholder,
    _unjoined,
    _several,
    _dropped,
    _useful,
)
"""In this order: the first one that fits names the cure."""


def _joined(text: str) -> str:
    """Return what was probably meant."""
    return _NO_OPERATOR.sub(lambda found: _OPERATORS.get(found[1].lower(), "&&"), text)


_HALF = str.maketrans("（）｛｝［］【】｜＊＋？＾＄＼－：，．。", "(){}[][]|*+?^$\\-:,..")
_QUOTES = "‘’“”＇＂「」"
_IN_CLASS = re.compile(r"\[\^?(?:\\.|[^\]\\])[^\]]*\]|\\.")
_ALWAYS = re.compile(
    r"[（）｛｝［］【】｜＊＋？＾＄＼]|．(?=[*+?{＊＋？｛])|。(?=[*+?{＊＋？｛])|\{\d*，\d*\}"
)


def half_width(pattern: str) -> str:
    """Return a regular expression as it was written.

    Raises:
        PydanticCustomError: its signs were typed with a Chinese input method, so that they are no signs.
    """
    bare = pattern.strip().strip(_QUOTES)
    if bare != pattern.strip():
        raise wrong(
            f"正则表达式“{pattern}”外面是中文引号，引号也成了要找的字",
            f"换成英文引号：'{bare.translate(_HALF)}'",
        )
    outside = _IN_CLASS.sub(lambda found: "　" * len(found[0]), pattern)
    if found := _ALWAYS.search(outside):
        meant = "".join(
            one if covered == "　" else one.translate(_HALF)
            for one, covered in zip(pattern, outside, strict=True)
        )
        sign, alone = found[0], len(found[0]) == 1
        cure = f"换成英文（半角）的：'{meant}'" + (f"；真要找这个标点，写 [{sign}]" if alone else "")
        raise wrong(f"正则表达式“{pattern}”里的 {sign} 是中文（全角）的，不起作用", cure)
    return pattern
