"""What a rule states: a tree of conditions, made from the file.

Every operator of the language is a node: its fields are what it asks for (and all that the rules
revision is made of), its methods say what that means, how it is described, and when it is a mistake.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.rules.search.answer import Answer
from callqa.rules.search.speech import Speech

Condition: TypeAlias = Callable[[Speech], Answer]
"""A node's meaning, made once and then asked about any number of calls. The one signature of all."""


NEW = MappingProxyType({"new": True})
"""Of a field that came later: while it has its default, the rules revision leaves it out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node(ABC):
    """A condition on a call."""

    @abstractmethod
    def condition(self) -> Condition:
        """Make the function that answers for a call."""

    def triggers(self) -> frozenset[str] | None:
        """Return folded phrases one of which has to occur for a hit; None: it must always be asked."""
        return None

    def speakers(self) -> Iterator[Role | None]:
        """Yield who has to have spoken before anything can be said about what was not said."""
        yield from ()

    def describe(self) -> Demand | None:
        """Describe what it asks for besides words being said or not; None for nothing."""
        return None

    @property
    def placeless(self) -> bool:
        """Whether it speaks of a call as a whole, so that nothing is before or after it."""
        return False

    def impossible(self) -> str:
        """Say in Chinese why it can never hold; empty where it can."""
        return ""

    def contradiction(self, beside: Sequence["Node"]) -> str:  # noqa: ARG002 - for the nodes that look
        """Say in Chinese why it can never hold together with others; empty where it can."""
        return ""

    def everyday(self) -> tuple[str, str]:
        """Say in Chinese why it holds in nearly every call, and what to do; empty where it does not."""
        return "", ""


def walk(node: Any) -> Iterator[Any]:
    """Yield the node and everything in it, parents first."""
    waiting = [node]  # a stack: every book is walked many times, and most of what it holds are phrases
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif (names := _fields(type(part))) is not None:  # type: ignore[arg-type]  # can be hashed
            yield part
            waiting.extend([getattr(part, name) for name in reversed(names)])


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """Return the names of a record's fields; None for what is no record."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None
