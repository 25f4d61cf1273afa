"""Plain data that still knows on which line of its file every piece was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What a configuration file can hold."""

Path: TypeAlias = tuple[str | int, ...]
"""The way to one piece of it: ``("categories", 2, "rules", 0, "keywords")``."""

Position: TypeAlias = tuple[int, int]
"""Line and column, both from 1, as editors count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A configuration file as plain data, and where each piece of it stands.

    Args:
        data: mappings, lists, text, numbers, true, false and None; None for an empty file.
        where: the file, as messages name it.
        keys: position of every piece: of its key in a mapping, of itself in a list.
        values: position of the value behind a key; only where it differs from ``keys``.
    """

    data: Plain
    where: str
    keys: Mapping[Path, Position] = field(default_factory=dict)
    values: Mapping[Path, Position] = field(default_factory=dict)

    def position(self, path: Sequence[str | int]) -> Position:
        """Return line and column of a piece, or of the nearest enclosing piece that was written."""
        return self.keys.get(self._written(path), (1, 1))

    def line(self, path: Sequence[str | int]) -> int:
        """Return the line of a piece, counting from 1; of a mapping's value, the line of its key."""
        return self.position(path)[0]

    def value_position(self, path: Sequence[str | int]) -> Position:
        """Return line and column where the value itself starts, or those of the nearest enclosing piece."""
        return self.values.get(self._written(path), self.position(path))

    def value_line(self, path: Sequence[str | int]) -> int:
        """Return the line where the value itself starts, counting from 1."""
        return self.value_position(path)[0]

    def _written(self, path: Sequence[str | int]) -> Path:
        known = tuple(path)
        while known and known not in self.keys:
            known = known[:-1]
        return known

    def place(self, path: Sequence[str | int] = ()) -> str:
        """Return ``file:line`` of a piece, for an error's ``where``."""
        return f"{self.where}:{self.line(path)}"
