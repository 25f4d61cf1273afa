"""The short form of a category: a name and its words on one line, as ``- 投诉: [投诉, 举报]``."""

from dataclasses import replace
from typing import Any

from callqa.strict_yaml.located import Located, Path, Plain, Position
from callqa.text.pinyin import spelling

_SEVERITY = "一般"


def written_out(located: Located) -> Located:
    """Return the same file with every shorthand category as a category of one rule; lines are kept."""
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
    """Return the id of a rule that was not given one: how its name is read, 投诉 becomes tou_su."""
    parts = ("".join(filter(_plain, part)).lower() for part in spelling(name))
    joined = "_".join(part for part in parts if part)
    return joined if joined[:1].isalpha() else f"c_{joined}".strip("_")


def _plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _short_name(item: Any) -> str:
    """Return the name of a shorthand category; empty for anything else, a misspelt key among it."""
    if not isinstance(item, dict) or len(item) != 1:
        return ""
    (name, words), *_ = item.items()
    misspelt = name.isascii() and name.islower()
    nested = isinstance(words, list) and any(isinstance(word, dict) for word in words)
    return name if not misspelt and not nested and isinstance(words, str | int | list) else ""


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
