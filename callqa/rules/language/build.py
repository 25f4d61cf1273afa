"""A rule as it was written becomes the tree of conditions that it states."""

from callqa.rules.conditions.words import expressed, joined
from callqa.rules.grammar import expression as written
from callqa.rules.language.condition import Inherited
from callqa.rules.language.schema import RuleEntry
from callqa.rules.logic.ast import Node
from callqa.rules.logic.combine import Every
from callqa.strict_yaml.located import Located, Path


def rule_node(rule: RuleEntry, located: Located, path: Path, category: Inherited) -> Node:
    """Return what a rule states.

    Args:
        rule: as it was written, and checked.
        located: the file, for the lines of the phrases.
        path: of the rule in it.
        category: what it inherits.
    """
    if rule.conditions is None:
        if rule.when is None:
            return rule.node(located, path, category)
        here = rule.place(located, path, category)
        return expressed(rule.when, here.line("when"), here.where, here.spoken)
    own = rule.own(category)
    parts = {
        name: entry.node(located, (*path, "conditions", name), own) for name, entry in rule.conditions.items()
    }
    if rule.when is None:
        return Every(parts=tuple(parts.values())) if len(parts) > 1 else next(iter(parts.values()))
    return joined(written.parse(rule.when), parts)
