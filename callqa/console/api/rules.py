"""The rule book for programs: read, checked, tried, and put in force on top of what was seen."""

from typing import Annotated, Any

from fastapi import Header, Request
from starlette.responses import JSONResponse, Response

from callqa.console.api import shapes
from callqa.console.api.answers import error
from callqa.console.api.doors import Caller, Calling, ProgramDoors
from callqa.console.doors import AtDesk
from callqa.console.rendering import in_words
from callqa.console.rules.trials import TrialJob, begin_trial, refuse_part
from callqa.model.access.account import Capability
from callqa.model.errors import NotThereError
from callqa.model.review.precision import PRECISION_DAYS, RulePrecision
from callqa.operations.books import draft as drafts
from callqa.operations.books.publish import history, latest_number
from callqa.operations.review import precision
from callqa.rules.in_force import in_force
from callqa.rules.language.rule import Rule
from callqa.rules.published import OutdatedError, PublishedBooks
from callqa.storage.accounts.drafts import Draft
from callqa.strict_yaml.problems import Problem
from reports.words.language import rule_words

doors = ProgramDoors("/api/v1/rules")
Tag = Annotated[str | None, Header(max_length=80)]


@doors.get("", Capability.READ_RULES, summary="the rule book in force", response_model=shapes.Book)
def book(caller: Calling, if_none_match: Tag = None) -> Response:
    """Return the rule book in force; its ETag is what putting another one in force asks for."""
    site = caller.site
    found = in_force(site.database)
    if found is None:
        raise NotThereError("还没有发布过规则手册", "", '先发布一版：PUT /api/v1/rules，If-Match: "0"')
    publication, rules = found[0], found[1].rules
    tag = _tag(publication.number)
    if if_none_match == tag:
        return Response(status_code=304, headers={"etag": tag})
    lately = {each.rule_id: each for each in precision(site, site.today(), PRECISION_DAYS)}
    listed = [_rule(rule, lately.get(rule.rule_id)) for rule in rules]
    told = {**shapes.Book.model_validate(publication, from_attributes=True).model_dump(), "rules": listed}
    return JSONResponse(shapes.Book(**told).model_dump(mode="json"), headers={"etag": tag})


def _tag(number: int) -> str:
    return f'"{number}"'


def _rule(rule: Rule, lately: RulePrecision | None) -> dict[str, Any]:
    known = {"rule_id": rule.rule_id, "name": rule.name, "category": rule.category}
    counts = (
        {"hits": lately.hits, "judged_true": lately.confirmed, "judged_false": lately.refuted}
        if lately
        else {}
    )
    return {**known, "severity": rule.severity.value, **counts}


@doors.get(
    "/publications",
    Capability.READ_RULES,
    summary="all rule books that were in force",
    response_model=shapes.Publications,
)
def publications(caller: Calling) -> dict[str, Any]:
    """List the publications, newest first."""
    return {"publications": sorted(history(caller.site)[0], key=lambda each: -each.number)}


@doors.get("/publications/{number}", Capability.READ_RULES, summary="one of them", response_model=shapes.Book)
def publication(caller: Calling, number: int) -> Any:
    """Return one publication with its text."""
    known = {each.number: each for each in PublishedBooks(caller.site.database).all()}
    if number not in known:
        raise NotThereError(f"没有第 {number} 版", "number", "版次见 GET /api/v1/rules/publications")
    return known[number]


@doors.post(
    "/check", Capability.EDIT_RULES, summary="what is wrong in a rule book", response_model=shapes.Checked
)
def check(request: Request, caller: Calling, asked: shapes.BookText) -> dict[str, Any]:
    """Check a text; stores nothing."""
    found = drafts.check(caller.site, asked.text)
    problems = [_problem(each) for each in found.problems]
    if found.message:
        problems.append({"line": 0, "what": found.message, "cure": ""})
    with in_words(request):
        changes = [rule_words.change(each) for each in found.changes]
    cautions = [_problem(each.problem) for each in found.cautions]
    told = {"good": found.is_good, "rules": found.rules, "problems": problems}
    return {**told, "cautions": cautions, "changes": changes}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "column": problem.column, "what": problem.what, "cure": problem.cure}


@doors.post(
    "/trial", Capability.EDIT_RULES, summary="try a rule book", response_model=shapes.Trial, status_code=202
)
def start_trial(desk: AtDesk, caller: Calling, asked: shapes.NewTrial) -> dict[str, Any]:
    """Begin to try a text on the newest days; one trial an account, and a new one ends the one before."""
    refuse_part(caller.account)
    return _trial(begin_trial(desk.trials, caller.site, caller.account.name, _plain(asked.text), asked.days))


@doors.get("/trial", Capability.EDIT_RULES, summary="how the trial stands", response_model=shapes.Trial)
def trial(desk: AtDesk, caller: Calling) -> dict[str, Any]:
    """Say how far the account's last trial is, and what it has found."""
    refuse_part(caller.account)
    job = desk.trials.of(caller.account.name)
    if job is None:
        raise NotThereError("还没有试运行过", "", "先 POST /api/v1/rules/trial")
    return _trial(job)


def _trial(job: TrialJob) -> dict[str, Any]:
    state = "done" if job.tried else "failed" if job.problem else "working"
    told: dict[str, Any] = {"state": state, "problem": job.problem, "done": job.done, "total": job.total}
    if job.tried is None:
        return told
    found = job.tried.trial
    rules = [
        {
            "rule_id": each.rule_id,
            "name": each.name,
            "old": each.old,
            "new": each.new,
            "gained": each.gained,
            "lost": each.lost,
        }
        for each in found.rules
        if each.differs
    ]
    return {**told, "gained": len(found.gained), "lost": len(found.lost), "rules": rules}


@doors.put("", Capability.EDIT_RULES, summary="put a rule book in force", response_model=shapes.Publication)
def publish(desk: AtDesk, caller: Calling, asked: shapes.BookText, if_match: Tag = None) -> Response:
    """Put a text in force that was tried, if the book in force is still the one that was seen (If-Match)."""
    refuse_part(caller.account)
    if if_match is None:
        return error(428, "要写明在哪一版上改的", where="If-Match", cure="用 GET /api/v1/rules 的 ETag")
    if if_match != _tag(latest_number(caller.site)):
        return _outdated(caller, "别人已经发布了新的一版")
    draft = Draft(
        account=caller.account.name,
        text=_plain(asked.text),
        based_on=int(if_match.strip('"')),
        saved_at=None,
    )
    try:
        drafts.publish_draft(caller.site, draft, desk.trials.tried_mark(caller.account.name))
    except OutdatedError as failed:
        return _outdated(caller, failed.what)
    latest = PublishedBooks(caller.site.database).latest()
    told = shapes.Publication.model_validate(latest, from_attributes=True)
    return JSONResponse(told.model_dump(mode="json"), headers={"etag": _tag(told.number)})


def _outdated(caller: Caller, what: str) -> Response:
    told = error(412, what, where="If-Match", cure="取最新一版（GET /api/v1/rules），合并后再发布")
    told.headers["etag"] = _tag(latest_number(caller.site))
    return told


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")
