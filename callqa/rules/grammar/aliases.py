"""What people write for the keys of the rule book: Chinese words, other systems' words, small slips.

None of them works; each is answered with the key that does. They stand beside the key that they
mean: those of an operator in its file. Folded as `callqa.strict_yaml.models` looks them up.
"""

from collections.abc import Mapping
from types import MappingProxyType

LIST = "词 词语 关键词 关键字 words keyword phrases phrase terms"
"""For any list of words."""
UNLESS = "except exceptions exception exclude excluding 例外 除外 除非 排除"
"""For words that excuse."""
LIMITS = {
    "over": "gt gte max above more_than over_s cpm 超过 大于 多于 高于",
    "under": "lt lte min below less_than under_s 低于 小于 少于",
    "unless": UNLESS,
}
"""For limits of a number."""


def names(**words: str) -> Mapping[str, str]:
    """Turn the words that are written for each right key around: from each word to the key."""
    return MappingProxyType({word: key for key, listed in words.items() for word in listed.split()})
