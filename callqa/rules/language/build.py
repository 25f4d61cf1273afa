"""A rule as it was written becomes the tree of conditions that it states."""

from callqa.rules.conditions.words import expressed, joined
from callqa.rules.grammar import expression as written
from callqa.rules.grammar.fields import RoleWord
from callqa.rules.language.schema import RuleEntry
from callqa.rules.logic.ast import Node
from callqa.rules.logic.combine import Every
from callqa.strict_yaml.located import Located, Path


def rule_node(rule: RuleEntry, located: Located, path: Path, role: RoleWord, pinyin: bool) -> Node:
    """Return what a rule states.

    Args:
        rule: as it was written, and checked.
        located: the file, for the lines of the phrases.
        path: of the rule in it.
        role, pinyin: inherited from its category.
    """
    if rule.conditions is None:
        if rule.when is None:
            return rule.node(located, path, role, pinyin)
        here = rule.place(located, path, role, pinyin)
        return expressed(rule.when, here.line("when"), here.where)
    pinyin = pinyin if rule.pinyin is None else rule.pinyin
    parts = {
        name: entry.node(located, (*path, "conditions", name), rule.role or role, pinyin)
        for name, entry in rule.conditions.items()
    }
    if rule.when is None:
        return Every(parts=tuple(parts.values())) if len(parts) > 1 else next(iter(parts.values()))
    return joined(written.parse(rule.when), parts)
