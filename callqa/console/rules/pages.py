"""The pages of the rule book."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.console.rules import trials
from callqa.console.rules.trials import refuse_part
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.model.review.precision import PRECISION_DAYS
from callqa.operations.books import draft as drafts
from callqa.operations.books.from_words import add_rule, checked_rules
from callqa.operations.books.publish import difference, history, latest_number, roll_back
from callqa.operations.days import without_speech
from callqa.operations.review import precision
from callqa.rules.books import book_file
from callqa.rules.evaluation.trial import TrialHit
from callqa.rules.in_force import in_force
from callqa.rules.published import PublishedBooks
from callqa.storage.accounts.drafts import Draft
from callqa.storage.calls.browse import recent_days
from reports.html.trial import HitPlace, trial_values
from reports.view.hits import severity_label
from reports.words.language import rule_words

doors = Doors("/rules")
_MOST_DAYS = 31
Short = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=900_000)]


@doors.get("", Capability.READ_RULES)
def rules(request: Request, visitor: Signed) -> Response:
    """Show the book in force, and how right each of its rules was lately."""
    site = visitor.site
    found = in_force(site.database)
    lately = {each.rule_id: each for each in precision(site, site.today(), PRECISION_DAYS)}
    book = found[1].rules if found else ()
    with in_words(request):
        listed = [(rule, severity_label(rule.severity), lately.get(rule.rule_id)) for rule in book]
    file = book_file(site.configuration)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    return page(
        request,
        "rules/book.html",
        account=visitor.account,
        publication=found[0] if found else None,
        rules=listed,
        is_changed=found is not None and text != found[0].text,
    )


@doors.get("/history", Capability.READ_RULES)
def past(request: Request, visitor: Signed, old: Annotated[str, Query(max_length=80)] = "") -> Response:
    """List the publications, and what one of them has changed."""
    known, refused = history(visitor.site)
    changed: list[str] = []
    if old:
        _, _, changes = difference(visitor.site, str(max(_number(visitor, old) - 1, 1)), old)
        with in_words(request):
            changed = [rule_words.change(each) for each in changes]
    return page(
        request,
        "rules/history.html",
        account=visitor.account,
        known=known,
        refused=refused[:1],
        old=old,
        changed=changed,
    )


def _number(visitor: Visitor, name: str) -> int:
    return PublishedBooks(visitor.site.database).find(name).number


@doors.get("/draft", Capability.EDIT_RULES)
def edit(request: Request, desk: AtDesk, visitor: Signed, at: Annotated[int, Query(ge=0)] = 0) -> Response:
    """Show one's draft in an editor; ``at`` is the line to which it opens."""
    draft = drafts.draft_of(visitor.site, visitor.account.name)
    return _editor(request, desk, visitor, draft, at=at)


def _editor(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    draft: Draft,
    *,
    problem: str = "",
    status: int = 200,
    at: int = 0,
) -> Response:
    site, name = visitor.site, visitor.account.name
    clash = drafts.conflict(site, draft)
    with in_words(request):
        sides = (
            [[rule_words.change(each) for each in side] for side in (clash.their_changes, clash.own_changes)]
            if clash
            else [[], []]
        )
    return page(
        request,
        "rules/draft.html",
        account=visitor.account,
        status=status,
        draft=draft,
        days=_triable(visitor),
        clash=clash,
        their_changes=sides[0],
        own_changes=sides[1],
        job=desk.trials.of(name),
        is_tried=desk.trials.tried_mark(name) == drafts.mark_of(draft.text),
        problem=problem,
        at=at,
        **_checked(request, visitor, draft.text),
    )


def _triable(visitor: Visitor) -> list[str]:
    found = recent_days(visitor.site.database, None, _MOST_DAYS)
    gone = set(without_speech(visitor.site, found))
    return [str(day) for day in found if day not in gone]


def _checked(request: Request, visitor: Visitor, text: str) -> dict[str, Any]:
    found = drafts.check(visitor.site, text)
    with in_words(request):
        changes = [rule_words.change(each) for each in found.changes]
    return {"checked": found, "changes": changes}


@doors.post("/draft", Capability.EDIT_RULES)
def save(
    request: Request, visitor: Signed, *, text: Text = "", based_on: Annotated[int, Form(ge=0)] = 0
) -> Response:
    """Keep one's draft, and say what is to be said of it."""
    draft = drafts.save(visitor.site, visitor.account.name, text, based_on)
    found = _checked(request, visitor, draft.text)
    return page(request, "rules/_checked.html", account=visitor.account, **found)


@doors.post("/draft/forget", Capability.EDIT_RULES)
def forget(visitor: Signed) -> Response:
    """Begin with the book in force again."""
    drafts.forget(visitor.site, visitor.account.name)
    return RedirectResponse("/rules/draft", 303)


@doors.post("/draft/rule", Capability.EDIT_RULES)
def rule_of_words(
    visitor: Signed, *, text: Annotated[str, Form(max_length=400)] = "", about: Short = ""
) -> Response:
    """Add a rule of words that were said to one's draft, and go there."""
    site = visitor.site
    draft = drafts.draft_of(site, visitor.account.name)
    made = add_rule(site, visitor.account.name, text, _category(draft, about))
    return RedirectResponse(f"/rules/draft?at={made.line}", 303)


def _category(draft: Draft, about: str) -> str:
    """Return the category that is meant: by its name, or by a rule in it; otherwise the first."""
    rules = checked_rules(draft.text)
    known = {rule.rule_id: rule.category for rule in rules} | {rule.category: rule.category for rule in rules}
    return known.get(about, rules[0].category if rules else "")


@doors.post("/draft/merge", Capability.EDIT_RULES)
def merge(visitor: Signed) -> Response:
    """Put what somebody else has published meanwhile into one's draft."""
    drafts.merge(visitor.site, drafts.draft_of(visitor.site, visitor.account.name))
    return RedirectResponse("/rules/draft", 303)


@doors.post("/draft/rebase", Capability.EDIT_RULES)
def rebase(visitor: Signed) -> Response:
    """Say that one has looked at what somebody else has published meanwhile."""
    drafts.take_theirs_as_base(visitor.site, drafts.draft_of(visitor.site, visitor.account.name))
    return RedirectResponse("/rules/draft", 303)


@doors.post("/trial", Capability.EDIT_RULES)
def start_trial(
    desk: AtDesk,
    visitor: Signed,
    *,
    text: Text = "",
    based_on: Annotated[int, Form(ge=0)] = 0,
    days: Annotated[int, Form(ge=1, le=_MOST_DAYS)] = 1,
) -> Response:
    """Keep one's draft, and try it on the newest days."""
    site, name = visitor.site, visitor.account.name
    refuse_part(visitor.account)
    draft = drafts.save(site, name, text, based_on)
    trials.begin_trial(desk.trials, site, name, draft.text, days)
    return RedirectResponse("/rules/trial", 303)


def _in_console(hit: TrialHit) -> HitPlace:
    return HitPlace(href=f"/days/{hit.day}/calls/{hit.ref}" if hit.day and hit.ref else "")


@doors.get("/trial", Capability.EDIT_RULES)
def trial(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Show what the last trial has found, or how far it is."""
    refuse_part(visitor.account)
    job = desk.trials.of(visitor.account.name)
    if job is None:
        return RedirectResponse("/rules/draft", 303)
    with in_words(request):
        tried = job.tried
        found = trial_values(tried.trial, tried.changes, _in_console) if tried else None
    draft = drafts.draft_of(visitor.site, visitor.account.name)
    return page(
        request,
        "rules/trial.html",
        account=visitor.account,
        job=job,
        found=found,
        is_same=job.mark == drafts.mark_of(draft.text),
        first=min(job.days),
        last=max(job.days),
    )


@doors.post("/trial/stop", Capability.EDIT_RULES)
def stop_trial(desk: AtDesk, visitor: Signed) -> Response:
    """Stop one's trial."""
    if job := desk.trials.of(visitor.account.name):
        job.stop.set()
        job.ended.wait(timedelta(seconds=5).total_seconds())
    return RedirectResponse("/rules/trial", 303)


@doors.post("/publish", Capability.EDIT_RULES)
def publish(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Put one's draft in force, if it is what was tried and nobody has published another book meanwhile."""
    refuse_part(visitor.account)
    name = visitor.account.name
    draft = drafts.draft_of(visitor.site, name)
    try:
        drafts.publish_draft(visitor.site, draft, desk.trials.tried_mark(name))
    except BadInputError as error:
        return _editor(request, desk, visitor, draft, problem=str(error), status=409)
    return RedirectResponse("/rules", 303)


@doors.post("/rollback", Capability.EDIT_RULES)
def back(
    visitor: Signed,
    *,
    number: Annotated[int, Form(ge=1)] = 1,
    based_on: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Put an earlier book in force again."""
    refuse_part(visitor.account)
    seen = based_on or latest_number(visitor.site)
    roll_back(visitor.site, str(number), author=visitor.account.name, based_on=seen)
    return RedirectResponse("/rules", 303)
