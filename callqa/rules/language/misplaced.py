"""What people write one level too high or too deep, told at once what to write."""

from typing import Any

from callqa.rules.grammar.aliases import names
from callqa.rules.language.shorthand import automatic_id
from callqa.strict_yaml.models import wrong

_ONE_LINE = "只有一串词的类别写成一行，前面有短横：- 投诉: [投诉, 举报]"


CATEGORY_ALIASES = names(
    name="title category 名称 类别 分类 类别名称",
    severity="level priority 级别 等级 严重程度",
    role="speaker who 角色 说话人",
    rules="rule items 规则 规则列表",
    note="notes comment remark description 备注 说明",
    pinyin="homophone fuzzy 拼音 近音 同音",
    forms="spoken form 口语 说法 离合",
)
_KEYS = ("name", "severity", "role", "pinyin", "forms", "note", "rules")


def category(value: object) -> object:
    """Refuse what people write first for a category, and say at once what to write."""
    if not isinstance(value, dict):
        return value
    if "keywords" in value and "rules" not in value:
        raise wrong(
            "keywords 直接写在了类别里",
            f"{_ONE_LINE}；还要写别的，就放到 rules: 下面的一条规则里",
            "keywords",
        )
    if len(value) == 1 and (inner := _inner_categories(next(iter(value.values())))):
        (name,) = value
        shown = "；".join(inner)
        raise wrong(f"“{name}”下面又写了类别，类别不能套类别", f"每个写成单独的一行，左边对齐：{shown}", name)
    names = [key for key in value if not key.isascii() and key not in CATEGORY_ALIASES]
    if names and not any(key in value for key in _KEYS):
        raise wrong(*_no_category(names, value), names[-1])
    return value


def _inner_categories(value: object) -> list[str]:
    """Return short categories that stand one level too deep, as they should be written; empty for none."""
    listed = value if isinstance(value, list) else []
    if not listed or not all(isinstance(item, dict) and len(item) == 1 for item in listed):
        return []
    pairs = [(name, words) for item in listed for name, words in item.items()]
    return [f"- {name}: [{', '.join(map(str, _in_list(words)))}]" for name, words in pairs]


def _in_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _no_category(names: list[str], value: dict[str, Any]) -> tuple[str, str]:
    """Say what is wrong with a short category that is more, or less, than its words."""
    if len(names) > 1:
        return f"“{names[-1]}”前面没有短横", f"每个类别前面加“- ”：- {names[-1]}: [词一, 词二]"
    if value[names[0]] is None:
        return f"“{names[0]}”后面没有写词", f"写成 - {names[0]}: [词一, 词二]"
    return (
        f"“{names[0]}”下面写的不是一串词",
        f"只有词就写成 - {names[0]}: [词一, 词二]；要写别的，写成 - name: {names[0]}，规则放到 rules: 下面",
    )


def dashed(value: object) -> object:
    """Refuse categories without their dashes, or none."""
    if isinstance(value, dict):
        raise wrong("categories 下面的类别前面没有短横", f"每个类别前面加“- ”；{_ONE_LINE}")
    if value is None:
        raise wrong("categories 下面是空的", _ONE_LINE)
    return value


def short_rule(value: object) -> object:
    """Refuse the short form of a category where a rule should be."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    (name, words), *_ = value.items()
    listed = words if isinstance(words, list) else [words]
    if (name.isascii() and name.islower()) or not all(isinstance(word, str | int) for word in listed):
        return value
    written = f"- {{id: {automatic_id(name)}, name: {name}, keywords: [{', '.join(map(str, listed))}]}}"
    cure = f"只有一串词的写法往左移到 categories 下面一层；放在 rules: 下面就写全：{written}"
    raise wrong(f"“{name}: …”这种只有一串词的写法，不能写在 rules: 下面", cure, name)


def headed(value: object) -> object:
    """Refuse a file whose categories stand at its top."""
    if isinstance(value, list):
        raise wrong(
            "文件一开头就是列表，没有写 categories",
            f"第一行写 categories:，类别都写在它下面；{_ONE_LINE}",
        )
    if isinstance(value, dict) and "rules" in value and "categories" not in value:
        cure = "第一行写 categories:，下面写 - name: 类别的名称 和 severity: 一般，rules: 写在它们下面"
        raise wrong("rules 直接写在了最外层，没有类别", cure, "rules")
    if isinstance(value, dict) and "categories" not in value and not "".join(map(str, value)).isascii():
        raise wrong("类别直接写在了最外层", f"第一行写 categories:，类别都写在它下面；{_ONE_LINE}")
    return value
