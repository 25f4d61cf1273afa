"""Which of the hotwords a certain model can really be given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class HotwordChoice:
    """The hotwords that are used, and those that are not.

    Args:
        used: in the order given, without repetitions.
        unknown: hold a character that the model does not know.
        surplus: beyond what the model takes, or the model takes none.
    """

    used: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


def usable(words: Iterable[str], is_known: Callable[[str], bool], limit: int) -> HotwordChoice:
    """Divide hotwords by what a model can do with them.

    Args:
        words: as written by people; blank ones and repetitions are dropped.
        is_known: whether the model can spell a word.
        limit: how many the model takes.
    """
    unique = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    known = {word: is_known(word) for word in unique}
    spelled = [word for word in unique if known[word]]
    return HotwordChoice(
        used=tuple(spelled[:limit]),
        unknown=tuple(word for word in unique if not known[word]),
        surplus=tuple(spelled[limit:]),
    )
