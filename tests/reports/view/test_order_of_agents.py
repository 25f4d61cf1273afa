"""A roll-up does not put an agent with one bad call above everybody else."""

from callqa.days.rollup import AgentTotal
from reports.view.rollup import ranked


def agent(name: str, analysed: int) -> AgentTotal:
    return AgentTotal(
        name=name, calls=analysed, analysed=analysed, flagged=1, hits=1, severe=0, failed=0, unsure=0
    )


def test_few_calls_stand_behind_many_and_calls_of_nobody_last() -> None:
    few, many, nobody = agent("few", 1), agent("many", 50), agent("", 90)

    assert ranked([few, nobody, many]) == [many, few, nobody]
