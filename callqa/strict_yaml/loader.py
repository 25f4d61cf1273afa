"""YAML to plain data that knows its lines; everything clever in YAML is refused.

Plain words are read by YAML 1.2's small rules, not by PyYAML's 1.1: ``22:30``, ``no``, ``on`` and
``0711`` stay the text that was written, instead of becoming 1350, False, True and 457.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.resolver import BaseResolver

from callqa.host.files import read_text
from callqa.strict_yaml.located import Located, Path, Plain, Position
from callqa.strict_yaml.mistakes import bullet, explain, unseen
from callqa.strict_yaml.problems import Problem, ProblemsError

_DEEPEST = 20
_SIDE = re.compile(r"""\s*(?:- +)?["']?(?:<{7}|>{7})(?:\s|$)""")
_BETWEEN = re.compile(r"""\s*(?:- +)?["']?(?:={7}|\|{7})(?:\s|["']|$)""")
_SHOWN_LINES = 6
_UNSEEN = "\u3000\xa0\u200b\u200e\u200f\ufeff"
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
# at most 18 digits: a longer row of digits is an order number, not a quantity
_WORDS: tuple[tuple[re.Pattern[str], Callable[[str], Plain]], ...] = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?(0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}"), float),
)


def read(path: FilePath) -> Located:
    """Read a YAML file.

    Raises:
        BadInputError: the file cannot be read, is not UTF-8, or is not what `load` takes.
    """
    return load(read_text(path), str(path))


def load(text: str, where: str) -> Located:
    """Turn YAML text into plain data with a locator.

    Args:
        text: one YAML document; may be empty.
        where: the file, as messages name it.

    Raises:
        BadInputError: wrong YAML, or a thing that a configuration file has no need for: a duplicate
            key, an anchor or alias, a tag, a second document, very deep nesting.
    """
    _refuse_conflict(text, where)
    try:
        node = _Composer(_without_cleverness(text, where)).get_single_node()
    except yaml.YAMLError as error:
        raise explain(error, text, where) from error
    reader = _Reader(where)
    data = None if node is None else reader.plain(node, ())
    return Located(data=data, where=where, keys=reader.keys, values=reader.values)


def _refuse_conflict(text: str, where: str) -> None:
    """Refuse a file in which two people's changes were not merged."""
    lines = text.split("\n")
    if not any(_SIDE.match(line) for line in lines):
        return
    marks = [number for number, line in enumerate(lines, 1) if _SIDE.match(line) or _BETWEEN.match(line)]
    shown = "、".join(map(str, marks[:_SHOWN_LINES])) + (" 等" if len(marks) > _SHOWN_LINES else "")
    what = f"两个人的修改没有合并：第 {shown} 行是 Git 或 SVN 留下的记号"
    cure = "这几行之间是两个人各自的写法：留下要的，把 <<<<<<<、=======、>>>>>>> 这几行都删掉"
    raise _refused(where, (marks[0], 1), what, cure)


def _without_cleverness(text: str, where: str) -> deque[yaml.Event]:
    """Return the flat stream of events, each of them looked at: a bomb never gets to be built."""
    depth, events = 0, deque[yaml.Event]()
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        events.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        for wrong, what, cure in _cleverness(event, depth):
            if wrong:
                raise _refused(where, _at(event.start_mark), what, cure)
    return events


class _Composer(Composer, BaseResolver):
    """Builds nodes from events that are there already: to scan a text takes most of the time.

    Args:
        events: of a whole text.
    """

    def __init__(self, events: deque[yaml.Event]) -> None:
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self._events = events

    def check_event(self, *choices: type[yaml.Event]) -> bool:
        """Return whether the next event is one of these kinds."""
        return bool(self._events) and isinstance(self._events[0], choices)

    def peek_event(self) -> yaml.Event:
        """Return the next event, which stays."""
        return self._events[0]

    def get_event(self) -> yaml.Event:
        """Return the next event, which goes."""
        return self._events.popleft()


def _cleverness(event: yaml.Event, depth: int) -> Iterator[tuple[bool, str, str]]:
    anchored = isinstance(event, yaml.NodeEvent) and event.anchor is not None
    cure = "把内容直接写出来；如果只是一段文字，用引号括起来"
    yield anchored, "这里不能用 & 和 * 开头的引用", cure
    tag = getattr(event, "tag", None)
    yield tag is not None and tag not in _PLAIN_TAGS, "这里不能用 ! 开头的标签", cure
    yield depth > _DEEPEST, f"括号或缩进套了 {_DEEPEST} 层以上", "检查有没有多写的 [ 或 {"


class _Reader:
    """Walks composed nodes once; builds the data and notes the positions."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.keys: dict[Path, Position] = {}
        self.values: dict[Path, Position] = {}

    def plain(self, node: yaml.Node, path: Path) -> Plain:
        """Turn a node into plain data, noting where its keys stand."""
        self.keys.setdefault(path, _position(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
        self._refuse_spilled(node)
        return _scalar(node)

    def _refuse_spilled(self, node: yaml.Node) -> None:
        """Refuse unquoted text over two lines: legal, and nearly always a missing comma, dash or colon."""
        if getattr(node, "style", None) is None and _at(node.end_mark)[0] > _at(node.start_mark)[0]:
            if other := unseen(str(node.value).split("\n")[0]) or bullet(str(node.value)):
                raise self._wrong(node, *other)
            cure = "下一行如果是新的一项：检查缩进、英文冒号、逗号和 -；如果是同一段文字：用引号括起来"
            raise self._wrong(node, "这一行的文字连到了下一行", cure)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Plain]:
        data: dict[str, Plain] = {}
        for key, value in node.value:
            name = self._key(key, value)
            here = (*path, name)
            if name in data:
                first = self.keys[here][0]
                what = f"“{name}”写了两次，第一次在第 {first} 行"
                cure = "留下一个，或者合并；如果从这里开始是新的一项，在它的第一行前面加“- ”"
                raise self._wrong(key, what, cure)
            self.keys[here], self.values[here] = _position(key), _position(value)
            data[name] = self.plain(value, here)
        return data

    def _key(self, key: yaml.Node, value: yaml.Node) -> str:
        if not isinstance(key, yaml.ScalarNode):
            raise self._wrong(key, "冒号前面只能是一个词", "检查有没有多写的 [、{ 或 ?")
        name = str(key.value)
        if name.strip(_UNSEEN) != name:
            what = f"“{name.strip(_UNSEEN)}”前后有全角空格或者看不见的字符"
            raise self._wrong(key, what, "删掉它们，重新输入；缩进只用英文空格")
        if name == "<<":
            raise self._wrong(key, "“<<”在这里不起作用", "把内容直接写出来")
        nothing = isinstance(value, yaml.ScalarNode) and value.value == ""
        if key.style is None and ("：" in name or (":" in name and nothing)):
            raise self._wrong(key, f"“{name}”里的冒号不起作用", "写英文冒号，后面空一格：键: 值")
        return name

    def _wrong(self, node: yaml.Node, what: str, cure: str) -> ProblemsError:
        return _refused(self.where, _position(node), what, cure)


def _refused(where: str, position: Position, what: str, cure: str) -> ProblemsError:
    line, column = position
    return ProblemsError([Problem(where=f"{where}:{line}", line=line, what=what, cure=cure, column=column)])


def _scalar(node: yaml.Node) -> Plain:
    text = str(node.value)
    if getattr(node, "style", None) is not None:  # quoted or a block: always text
        return text
    return next((made(text) for shape, made in _WORDS if shape.fullmatch(text)), text)


def _position(node: yaml.Node) -> Position:
    return _at(node.start_mark)


def _at(mark: Any) -> Position:  # PyYAML has two kinds of mark, or none
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
