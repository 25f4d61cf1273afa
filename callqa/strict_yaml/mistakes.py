"""PyYAML's syntax errors as one Chinese line: which line, and what to write instead."""

import re
from contextlib import suppress

import yaml

from callqa.strict_yaml.problems import Problem, ProblemsError, with_columns

_WIDE_COLON = re.compile(r"^[\s\-]*[\w\u4e00-\u9fff]+：")
_LOOK_BACK = 5
_NO_SPACE = re.compile(r"^[\s\-]*[\w\u4e00-\u9fff]+:\S")
_BULLET = re.compile(r"\s*(?:-(?![\s-])|[－—–•·]|\d+[.、)）])\s*\S")
_BEHIND_BRACKET = re.compile(r"[\]}]\s*[^\s,\]}#:][^\[{]*$")
_LIKELY = (
    # (in PyYAML's message, what, cure); first match wins
    ("found character '\\t'", "缩进用了制表符（Tab）", "改成空格；同一层的行要对齐"),
    ("while scanning a quoted scalar", "引号没有成对", "在这段文字的末尾补上同样的引号"),
    (
        "mapping values are not allowed",
        "这里多了一个冒号，或者上一行没有写完",
        "文字里有冒号就用引号括起来",
    ),
    ("special characters are not allowed", "有看不见的控制字符", "删掉这一行的特殊字符，重新输入"),
    ("expected the node content, but found ','", "逗号连着写了两个，或者写在了最前面", "去掉多的逗号"),
    ("but found another document", "出现了第二个 ---", "删掉它，一个文件只写一份内容"),
    ("unknown escape character", "双引号里的反斜杠 \\ 有特殊含义", "改用单引号"),
    (
        "while parsing a flow sequence",
        "方括号 [ ] 没有成对，或者少了逗号",
        "写成 [词一, 词二]，逗号用英文的",
    ),
    (
        "while parsing a flow mapping",
        "花括号 { } 没有成对，或者少了逗号",
        "写成 {键: 值, 键: 值}，逗号用英文的",
    ),
    ("expected <block end>", "缩进和上面对不齐，或者上面的引号没有成对", "同一层的行左边对齐，用空格"),
)
_SIGNED = re.compile(r"scanning an? (alias|anchor|tag)|parsing a tag|undefined alias|found character '[@`%]'")
_TO_THE_END = re.compile(r"[^,\]}#]+")
_KEY = re.compile(r"^[\s\-]*[\w\u4e00-\u9fff]+:(\s|$)")
_HIDDEN = re.compile(r"[\[{].*\s#.*[\]}]")
_BLANKS = "\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_UNSEEN_INDENT = re.compile(f" *[{_BLANKS}]")
_UNSEEN_BEHIND = re.compile(rf" *(?:- +)?(?:(-)|[\w\u4e00-\u9fff]+(:))[ ]*[{_BLANKS}]")
_QUESTION = re.compile(r"""[\[{,]\s*(?:\w+: )?([^\[\]{},"'?#]*\?[^\[\]{},"'#]*)""")
_SHOWN = 20
# PyYAML counts these ends of lines too, not only \n
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_GENERAL = ("YAML 写法有误", "对照上下相邻的行，检查缩进、冒号、引号和括号")


def explain(error: yaml.YAMLError, text: str, where: str) -> ProblemsError:
    """Translate a syntax error.

    Args:
        error: what PyYAML raised.
        text: the file's whole text.
        where: the file, as messages name it.
    """
    lines = _LINE_END.split(text)
    if opened := _open_quote(error, text):
        return _unclosed(opened, lines, where)
    line = _earlier_colon(error, lines) or _line(error, text)
    written = lines[line - 1] if line <= len(lines) else ""
    deeper = _deeper(error, lines[:line])
    column = 0 if deeper else _column(error, line)
    what, cure = (
        _tab(error, written)
        or unseen(written)
        or _colon(error, written)
        or _sign(error, written, column)
        or deeper
        or _behind(error, written)
        or _bracket(error, written)
        or _known(error)
    )
    told = what if "“" in what else f"{what}{_shown(written)}"
    problem = Problem(where=f"{where}:{line}", line=line, what=told, cure=cure, column=column)
    return ProblemsError(with_columns([problem], "\n".join(lines)))


def _open_quote(error: yaml.YAMLError, text: str) -> yaml.Mark | None:
    """Return where a quote begins that was never closed: the next quote, meant to open a text, closed it.

    A backslash that PyYAML refuses some lines below belongs to another text and shows the same mistake.
    """
    stopped: yaml.Mark | None = getattr(error, "problem_mark", None)
    began: yaml.Mark | None = getattr(error, "context_mark", None)
    if "unknown escape character" in str(error) and began and stopped and began.line < stopped.line:
        return began
    last: yaml.Token | None = None
    with suppress(yaml.YAMLError):  # it is the one that is explained
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if stopped is None or token.start_mark.index > stopped.index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                last = token
    if last is None or stopped is None or last.end_mark.line < stopped.line:
        return None
    return last.start_mark if last.start_mark.line < last.end_mark.line else None


def _unclosed(mark: yaml.Mark, lines: list[str], where: str) -> ProblemsError:
    what, cure = f"引号没有成对{_shown(lines[mark.line])}", "在这段文字的末尾补上同样的引号"
    problem = Problem(
        where=f"{where}:{mark.line + 1}", line=mark.line + 1, what=what, cure=cure, column=mark.column + 1
    )
    return ProblemsError([problem])


def bullet(written: str) -> tuple[str, str] | None:
    """Explain a list item that does not begin with a dash and a space; None for any other line."""
    if not _BULLET.match(written):
        return None
    first = written.strip().splitlines()[0]
    return f"列表的这一项前面不是短横和空格{_shown(first)}", "写英文的 - 和一个空格，再写词，例如 - 投诉"


def _shown(written: str) -> str:
    """Quote the offending line, cut short; not at all if it holds an address, which may hold a password."""
    text = written.strip()
    if not text or "://" in text:
        return ""
    return f"：“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _column(error: yaml.YAMLError, line: int) -> int:
    """Return the column where PyYAML stopped, if it is in the line that a person has to look at; else 0."""
    names = ["problem_mark", "context_mark"]
    if _SIGNED.search(str(error)):  # the problem is behind the sign, which the context is at
        names.reverse()
    marks = (getattr(error, name, None) for name in names)
    return next((mark.column + 1 for mark in marks if mark and mark.line + 1 == line), 0)


def _line(error: yaml.YAMLError, text: str) -> int:
    """Return the line that a person has to look at, from 1; not always the one where PyYAML gave up."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1
    began = f"{error.context}"
    at_start = "quoted scalar" in began or "simple key" in began or "flow" in began
    mark = error.context_mark if at_start and error.context_mark else error.problem_mark
    return mark.line + 1 if mark else 1


def _earlier_colon(error: yaml.YAMLError, lines: list[str]) -> int | None:
    """Find the key whose full-width colon swallowed the lines below; PyYAML complains only there."""
    if "mapping values are not allowed" not in str(error):
        return None
    last = _line(error, "")
    nearby = range(last, max(0, last - _LOOK_BACK), -1)
    return next((n for n in nearby if _WIDE_COLON.match(lines[n - 1])), None)


def _colon(error: yaml.YAMLError, written: str) -> tuple[str, str] | None:
    """Explain a key that PyYAML missed: most often its colon is full-width or has no space after it."""
    if "could not find expected ':'" not in str(error) and "mapping values" not in str(error):
        return None
    if _WIDE_COLON.match(written):
        return f"用了中文冒号{_shown(written)}", "改成英文冒号，后面空一格：键: 值"
    if _NO_SPACE.match(written):
        return f"冒号后面少一个空格{_shown(written)}", "写成 键: 值"
    if other := bullet(written):
        return other
    if "could not find" in str(error):
        return f"这一行缺少冒号{_shown(written)}", "写成 键: 值；如果是列表里的一项，前面加 - "
    return None


def _tab(error: yaml.YAMLError, written: str) -> tuple[str, str] | None:
    """Say that the indentation has a tab: PyYAML complains about something else."""
    indent = written[: len(written) - len(written.lstrip())]
    if not isinstance(error, yaml.MarkedYAMLError):
        return None
    return _LIKELY[0][1:] if "\t" in indent else None


def unseen(written: str) -> tuple[str, str] | None:
    """Say that a line has a wide or invisible blank where YAML wants a plain one; None where it has none."""
    indent, behind = _UNSEEN_INDENT.match(written), _UNSEEN_BEHIND.match(written)
    if indent:
        return f"缩进里有全角空格或者看不见的字符{_shown(written)}", "删掉它们，缩进只用英文空格"
    if behind:
        sign = "短横" if behind[1] == "-" else "冒号"
        what = f"{sign}后面是全角空格或者看不见的字符{_shown(written)}"
        return what, f"删掉它，在{sign}后面重新输入一个英文空格"
    return None


def _sign(error: yaml.YAMLError, written: str, column: int) -> tuple[str, str] | None:
    """Explain a text that begins with a sign which means something to YAML."""
    found = _TO_THE_END.match(written[column - 1 :]) if column and _SIGNED.search(str(error)) else None
    shown = found[0].strip().rstrip("\"'") if found else ""
    if not shown:
        return None
    return f"“{shown}”以 {shown[0]} 开头，这里不能直接写", f'用引号括起来："{shown}"'


def _deeper(error: yaml.YAMLError, lines: list[str]) -> tuple[str, str] | None:
    """Explain a key that is indented further than the one above, although that one already has its value."""
    if "mapping values are not allowed" not in str(error) or not _KEY.match(lines[-1]):
        return None
    above = next((line for line in reversed(lines[:-1]) if line.strip() and line.lstrip()[0] != "#"), "")
    here, there = _indent(lines[-1]), _indent(above)
    if not _KEY.match(above) or here <= there:
        return None
    return f"缩进比上一行多了 {here - there} 个空格{_shown(lines[-1])}", "和上一行的第一个字左边对齐"


def _indent(written: str) -> int:
    return len(written) - len(written.lstrip(" -"))


def _bracket(error: yaml.YAMLError, written: str) -> tuple[str, str] | None:
    """Explain a bracketed list that does not end, because something in it hides its end."""
    if "while parsing a flow" not in str(error):
        return None
    if any(written.count(quote) % 2 for quote in "\"'"):
        return f"引号没有成对{_shown(written)}", "在这段文字的末尾补上同样的引号"
    if marked := _QUESTION.search(written):
        text = marked[1].strip()
        return f"“{text}”里有半角的 ?，方括号里不能直接写", f'用引号括起来："{text}"；或者去掉 ?'
    if _HIDDEN.search(written):
        return (
            f"# 后面的字都成了说明，括号没有写完{_shown(written)}",
            '要找 # 就用引号括起来："#…"；否则去掉 #',
        )
    return None


def _behind(error: yaml.YAMLError, written: str) -> tuple[str, str] | None:
    """Explain text that follows a list's closing bracket."""
    if "expected <block end>" not in str(error) or not _BEHIND_BRACKET.search(written):
        return None
    return f"右括号后面多了文字{_shown(written)}", "是词就放进括号里，用英文逗号隔开；是说明就在前面写 #"


def _known(error: yaml.YAMLError) -> tuple[str, str]:
    message = str(error)
    return next(((what, cure) for part, what, cure in _LIKELY if part in message), _GENERAL)
