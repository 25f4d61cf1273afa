"""A hit about what was not said has the time in which it should have been, so that the report can show it."""

from callqa.rules.books import checked
from callqa.rules.evaluation.evaluate import evaluate
from tests.rules.rule_makers import call, turn

BOOK = """\
categories:
  - name: 例
    severity: 一般
    role: 坐席
    rules:
      - {id: angry, name: 生气, role: 客户, keywords: [气死]}
      - {id: greeting, name: 开场, must_say: [您好], within_s: 15}
      - {id: sorry, name: 道歉, must_say: [抱歉], anchor: {rule: angry, within_s: 20}}
      - {id: comfort, name: 安抚, must_say: [理解], anchor: {rule: angry, within_turns: 1}}
      - {id: ever, name: 从不, must_say: [再见], anchor: {rule: angry}}
"""


def test_it_begins_with_the_first_word_or_with_what_it_is_anchored_to() -> None:
    said = call(turn("坐席", "喂", 0), turn("客户", "气死我了", 40_000), turn("坐席", "哦", 45_000))
    found = {one.rule_id: one for one in evaluate(said, checked(BOOK, "k.yaml")).findings}

    assert (found["greeting"].start_ms, found["greeting"].end_ms) == (0, 15_000)
    assert (found["sorry"].start_ms, found["sorry"].end_ms) == (40_000, 40_400 + 20_000)
    assert (found["comfort"].start_ms, found["comfort"].end_ms) == (40_000, 45_200)
    assert (found["ever"].start_ms, found["ever"].end_ms) == (40_000, 600_000)
    assert {found[one].turn for one in ("greeting", "sorry")} == {None}
