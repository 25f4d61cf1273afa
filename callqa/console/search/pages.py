"""The page of the search. Words travel in the body of a request: addresses stand in logs and histories."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import page
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.model.recording import Role
from callqa.operations.search import saving
from callqa.operations.search.finding import VERDICTS, Found, Wish, find
from callqa.storage.calls.browse import recent_days
from reports.view.format import span

doors = Doors("/search")
Words = Annotated[str, Form(max_length=400)]
Choice = Annotated[str, Form(max_length=200)]
_WAIT_S = 2.0
"""A search waits so long for what was not read yet; most of the time nothing is."""


def _wish(
    visitor: Signed,
    *,
    words: Words = "",
    first: Choice = "",
    last: Choice = "",
    agent: Choice = "",
    queue: Choice = "",
    role: Choice = "",
    rule: Choice = "",
    verdict: Choice = "",
) -> Wish:
    return Wish(
        text=words,
        first=_day(first) or date.min,
        last=_day(last) or date.max,
        scope=visitor.account.scope,
        agent=agent.strip(),
        queue=queue.strip(),
        role=role,
        rule=rule,
        verdict=verdict,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInputError(f"“{text}”不是日期", "日期", "写成 2026-02-14 这样") from error


@doors.get("", Capability.READ_SPEECH)
def ask(request: Request, visitor: Signed) -> Response:
    """Show the form."""
    return _page(request, visitor, Wish(text=""))


@doors.post("", Capability.READ_SPEECH)
def answer(
    request: Request,
    desk: AtDesk,
    visitor: Signed,
    wish: Annotated[Wish, Depends(_wish)],
    after: Choice = "",
) -> Response:
    """Show what was found, and the form again."""
    desk.indexer.start(desk.site).wait(_WAIT_S)
    try:
        found = find(visitor.site, wish, after)
    except BadInputError as error:
        return _page(request, visitor, wish, problem=str(error))
    return _page(request, visitor, wish, found=found, is_first=not after)


@doors.post("/save", Capability.READ_SPEECH)
async def save(request: Request, visitor: Signed) -> Response:
    """Keep what stands in the form under a name, and show it."""
    form = {name: str(value)[:400] for name, value in (await request.form()).items()}
    return await run_in_threadpool(_save, request, visitor, form)


def _save(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    wish = _wish(visitor, **{name: form.get(name, "") for name in saving.FIELDS})
    try:
        saving.save(visitor.site, visitor.account.name, form.get("label", ""), form)
    except BadInputError as error:
        return _page(request, visitor, wish, not_saved=str(error))
    return _page(request, visitor, wish)


@doors.post("/saved", Capability.READ_SPEECH)
def again(request: Request, desk: AtDesk, visitor: Signed, label: Choice = "") -> Response:
    """Look again for what was kept under a name."""
    kept = saving.find(visitor.site, visitor.account.name, label)
    return answer(request, desk, visitor, _wish(visitor, **kept.asked))


@doors.post("/forget", Capability.READ_SPEECH)
def forget(visitor: Signed, label: Choice = "") -> Response:
    """Remove what was kept under a name."""
    saving.forget(visitor.site, visitor.account.name, label)
    return RedirectResponse("/search", 303)


def _page(
    request: Request,
    visitor: Visitor,
    wish: Wish,
    *,
    found: Found | None = None,
    problem: str = "",
    is_first: bool = True,
    not_saved: str = "",
) -> Response:
    newest = next(iter(recent_days(visitor.site.database, None, 1)), None)
    return page(
        request,
        "search/search.html",
        account=visitor.account,
        status=400 if problem else 200,
        wish=wish,
        found=found,
        problem=problem,
        is_first=is_first,
        rules=visitor.site.store.day(newest).rules if newest else (),
        roles=list(Role),
        verdicts=VERDICTS,
        clock=span,
        not_saved=not_saved,
        saved=saving.saved(visitor.site, visitor.account.name),
    )
