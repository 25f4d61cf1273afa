"""What an operator is made of, and all of them: every module of this folder that names `OPERATORS`.

A new operator is one new file here: its node, what may be written for it, and an `Operator` that
joins the two. The schema, the messages, the JSON Schema and the revision take it from there.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

import callqa.rules.conditions as folder
from callqa.model.recording import Role
from callqa.rules.constraints.where import Where
from callqa.rules.logic.ast import Node
from callqa.rules.search.phrase import Phrase
from callqa.strict_yaml.located import Located, Path

ROLES: Mapping[str, Role | None] = {"客户": Role.CUSTOMER, "坐席": Role.AGENT, "任意": None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A condition's place in the file, with what is inherited and what narrows it.

    Args:
        located: the file, for the lines of phrases.
        path: of the condition in it.
        role, pinyin: its own, or inherited.
        spoken: other ways to say its words count.
        categories: ids of the rules that an anchor on each category stands for.
        where: all its constraints.
        at_least, count_gte: as they are written.
    """

    located: Located
    path: Path
    role: Role | None
    pinyin: bool
    spoken: bool
    categories: Mapping[str, Sequence[str]]
    where: Where
    at_least: int | None = None
    count_gte: int | None = None

    def with_where(self, where: Where) -> "Place":
        """Return the same place with its constraints."""
        return replace(self, where=where)

    def line(self, *keys: str | int) -> int:
        """Return the line of a piece of the condition, from 1."""
        return self.located.line((*self.path, *keys))

    def phrases(self, texts: Sequence[str] | None, *keys: str | int) -> tuple[Phrase, ...]:
        """Return a list of words, each with its line."""
        return tuple(Phrase.of(text, self.line(*keys, n)) for n, text in enumerate(texts or ()))


def _nothing(_role: str | None, _pinyin: bool | None) -> Iterator[tuple[str, str]]:
    yield from ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Operator:
    """One key of a condition that says what to look for.

    Args:
        key: as it is written.
        order: among the others, in the schema and in messages.
        written: the type of what may be written for it.
        description: in Chinese, for editors and messages.
        aliases: what people write for the key.
        build: makes the node of what was written.
        narrowed_by: keys that may stand beside it.
        same_as: another operator that means the same; messages name that one.
        useless: key and cure of each of role and pinyin that has no effect on it.
    """

    key: str
    order: int
    written: Any
    description: str
    aliases: str
    build: Callable[[Any, Place], Node]
    narrowed_by: tuple[str, ...] = ()
    same_as: str = ""
    useless: Callable[[str | None, bool | None], Iterator[tuple[str, str]]] = _nothing


@cache
def operators() -> Mapping[str, Operator]:
    """Return every operator by its key, in their order."""
    modules = (
        import_module(f"{folder.__name__}.{one.name}") for one in pkgutil.iter_modules(folder.__path__)
    )
    known = [one for module in modules for one in getattr(module, "OPERATORS", ())]
    return {one.key: one for one in sorted(known, key=lambda one: (one.order, one.key))}


def narrowed(key: str) -> tuple[str, ...]:
    """Return the operators that a key narrows, those that mean the same as another last."""
    fitting = [one for one in operators().values() if key in one.narrowed_by]
    return tuple(one.key for one in sorted(fitting, key=lambda one: bool(one.same_as)))
