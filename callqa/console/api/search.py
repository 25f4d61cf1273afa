"""The search for programs; what is looked for travels in the body."""

from typing import Any

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.console.doors import AtDesk
from callqa.model.access.account import Capability
from callqa.operations.search.finding import Wish, as_record, find

doors = ProgramDoors("/api/v1/search")
_WAIT_S = 2.0


@doors.post("", Capability.READ_SPEECH, summary="calls by what was said", response_model=shapes.Found)
def search(desk: AtDesk, caller: Calling, asked: shapes.Search) -> dict[str, Any]:
    """Return calls in which something was said, newest first, with the places."""
    desk.indexer.start(desk.site).wait(_WAIT_S)
    fields = asked.model_dump(exclude={"words", "after", "limit"})
    wish = Wish(text=asked.words, scope=caller.account.scope, **fields)
    return as_record(find(caller.site, wish, asked.after, asked.limit))
