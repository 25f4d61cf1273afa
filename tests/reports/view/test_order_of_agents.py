"""A roll-up does not put an agent with one bad call above everybody else."""

from callqa.days.ranges.rollup import AgentTotal
from callqa.days.score import Conduct
from reports.view.range.rollup import ranked


def agent(name: str, scored: int, average: float = 90) -> AgentTotal:
    return AgentTotal(
        name=name,
        calls=scored,
        analysed=scored,
        flagged=1,
        hits=1,
        severe=0,
        failed=0,
        unsure=0,
        conduct=Conduct(scored=scored, points=average * scored, reviewed_points=average * scored),
    )


def test_few_calls_stand_behind_many_and_calls_of_nobody_last() -> None:
    few, many, nobody = agent("few", 1), agent("many", 50), agent("", 90)

    assert ranked([few, nobody, many]) == [(1, many), (None, few), (None, nobody)]


def test_who_scores_least_is_the_first_to_coach_and_equals_share_a_rank() -> None:
    good, bad, same = agent("good", 50, 98), agent("bad", 50, 71.5), agent("same", 60, 98)

    assert ranked([good, bad, same]) == [(1, bad), (2, same), (2, good)]
