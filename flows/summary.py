"""How a night went, as its flow says it: counts, paths and the state that tells the truth."""

from typing import Any, TypedDict, cast

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from callqa.model.remarks import Remark


class EarlierDay(TypedDict):
    """An earlier day that a night completed; ``problem`` says why it did not, or not wholly."""

    day: str
    recognised: int
    failed: int
    problem: Remark | None


class NightSummary(TypedDict):
    """How a night went; counts and paths only.

    ``tried`` counts what was given to the recogniser, ``recognised`` what did not fail there;
    ``problem`` says why recordings were left without an attempt, and is None on a good night;
    ``seconds`` that each stage took; ``remarks`` what did not go as it should and changes no result;
    ``unsent`` whom the morning message did not reach.
    """

    day: str
    tried: int
    recognised: int
    reused: int
    received: int
    ok: int
    no_speech: int
    failed: int
    findings: int
    html: str
    workbook: str
    problem: Remark | None
    earlier: list[EarlierDay]
    seconds: dict[str, float]
    remarks: list[Remark]
    unsent: list[Remark]


def summary_of(state: State[Any]) -> NightSummary:
    """Return what a finished flow run says about its night, also when it ended as failed.

    Raises:
        Exception: the error that ended the flow before it could sum up.
    """
    result: Any = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return cast("NightSummary", result)


def final_state(summary: NightSummary) -> State[NightSummary]:
    """Failed where recordings were left; completed, by a name of its own, where calls failed."""
    if summary["problem"]:
        return Failed(message="the reports are written, but recordings were left", data=summary)
    if summary["failed"]:
        message = f"{summary['failed']} of {summary['received']} calls failed"
        return Completed(name="CompletedWithFailures", message=message, data=summary)
    return Completed(message=f"{summary['received']} calls", data=summary)
