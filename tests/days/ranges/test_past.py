"""What a week or a month is compared with, and what was said most in it."""

from datetime import date

import pytest

from callqa.days.ranges.past import Past, before
from callqa.days.ranges.tally import Tally, listed
from callqa.model.recording import Role
from callqa.text.fold import fold
from tests.support.builders import DAY, call, day_result, finding

SPANS = {
    "a week": ("2026-02-09", "2026-02-15", "2026-02-02", "2026-02-08"),
    "a month, however long": ("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"),
    "over new year": ("2026-01-01", "2026-01-31", "2025-12-01", "2025-12-31"),
    "a day": ("2026-02-14", "2026-02-14", "2026-02-13", "2026-02-13"),
    "two months are so many days": ("2026-02-01", "2026-03-31", "2025-12-04", "2026-01-31"),
}


@pytest.mark.parametrize(("first", "last", "start", "end"), SPANS.values(), ids=SPANS)
def test_a_range_is_compared_with_its_like_before_it(first: str, last: str, start: str, end: str) -> None:
    found = before(date.fromisoformat(first), date.fromisoformat(last))

    assert found == (date.fromisoformat(start), date.fromisoformat(end))


def tally() -> Tally:
    """Three calls: two say the same in other characters, of another agent each; one says something else."""
    made, result = (
        Tally(),
        day_result(
            call("a", finding("12315", "a"), agent="1001"),
            call(
                "b", finding("幺二三一五", "b"), finding("幺二三一五", "b", finding_id="again"), agent="1002"
            ),
            call("c", finding("退款", "c", category="退款"), agent="1002"),
        ),
    )
    made.add(result, {"a": "c1", "b": "c2", "c": "c3"}, {"a": "a-shown"})
    return made


def test_what_sounds_alike_is_one_wording_and_new_only_where_the_period_before_is_known() -> None:
    past = Past(
        first=DAY, last=DAY, days=[day_result().summary()], wordings={(fold("退款"), Role.CUSTOMER): 4}
    )

    number, refund = tally().wordings.most(past)

    assert (number.hits, number.calls, number.agents, number.before) == (3, 2, 2, 0)
    assert (refund.hits, refund.before) == (1, 4)
    assert {each.before for each in tally().wordings.most(None)} == {None}


def test_a_call_is_looked_up_by_its_own_id_and_shown_under_another() -> None:
    shown = {each.stored_id: each.call_id for each in tally().worst_first()}

    assert shown == {"a": "a-shown", "b": "b", "c": "c"}


def test_every_agents_category_has_a_call_in_the_list_however_short_it_is() -> None:
    chosen = listed(tally().worst_first(), 1)

    assert [(each.agent, each.categories) for each in chosen] == [
        ("1002", ("客户投诉",)),
        ("1001", ("客户投诉",)),
        ("1002", ("退款",)),
    ]


def test_a_rule_knows_its_days() -> None:
    (rule,) = tally().rules()

    assert (rule.hits, rule.by_day, rule.in_force) == (4, {DAY: 4}, {DAY})
