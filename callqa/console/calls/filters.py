"""What of a day is looked at, as it stands in the address of a page: a link shows others the same."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from callqa.console.doors import Signed
from callqa.storage.calls.order import Order, Wanted

_TEXTS = ("severity", "category", "rule", "agent", "queue", "outcome")
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What is wanted of a day, and the same as a query string."""

    wanted: Wanted

    @property
    def query(self) -> str:
        """The query string with its ``?``; empty where nothing is left out."""
        wanted = self.wanted
        chosen = {name: getattr(wanted, name) for name in _TEXTS if getattr(wanted, name)}
        if wanted.order is not Order.WORST:
            chosen["order"] = wanted.order.value
        if wanted.only_open:
            chosen["show"] = "open"
        elif not wanted.only_flagged:
            chosen["show"] = "all"
        return f"?{urlencode(chosen)}" if chosen else ""

    def with_more(self, **more: str) -> str:
        """Return the query string with something added."""
        extra = urlencode({name: value for name, value in more.items() if value})
        return f"{self.query}{'&' if self.query else '?'}{extra}" if extra else self.query

    @property
    def is_narrow(self) -> bool:
        """Whether anything was chosen beside what to show and the order."""
        return any(getattr(self.wanted, name) for name in _TEXTS)

    def only(self, **changes: str) -> str:
        """Return the query string with other choices, from the first page."""
        return Filters(wanted=replace(self.wanted, **changes)).query  # type: ignore[arg-type]  # texts


def wanted_of(
    day: date,
    *,
    severity: Text = "",
    category: Text = "",
    rule: Text = "",
    agent: Text = "",
    queue: Text = "",
    outcome: Text = "",
    order: Text = "",
    show: Text = "",
) -> Wanted:
    """Return what an address asks for, of everybody's calls."""
    return Wanted(
        day=day,
        order=Order.TIME if order == Order.TIME else Order.WORST,
        severity=severity,
        category=category,
        rule=rule,
        agent=agent,
        queue=queue,
        outcome=outcome,
        only_open=show == "open",
        # calls that failed have no hits: asking for them shows them
        only_flagged=show != "all" and not outcome,
    )


def _filters(visitor: Signed, wanted: Annotated[Wanted, Depends(wanted_of)]) -> Filters:
    return Filters(wanted=replace(wanted, scope=visitor.account.scope))


Chosen = Annotated[Filters, Depends(_filters)]
