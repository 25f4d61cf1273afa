"""What the API answers and is asked, as OpenAPI describes it; the rows are those of docs/exports.md."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from callqa.days.export_rows import CALLS, HITS, Column, Type

_TYPES: dict[Type, Any] = {
    Type.TEXT: str,
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.BOOLEAN: bool,
    Type.MOMENT: datetime,
}
Limit = Annotated[int, Field(ge=1, le=500)]
Next = Annotated[str | None, Field(description="give it as `after` for the next page; null at the end")]


class Shape(BaseModel):
    """An answer."""

    model_config = ConfigDict(from_attributes=True)


class Asked(BaseModel):
    """What a program asks; a field that there is not is refused, and not passed over."""

    model_config = ConfigDict(extra="forbid")


def _row(name: str, columns: tuple[Column, ...]) -> type[Shape]:
    fields: dict[str, Any] = {each.name: (_TYPES[each.type] | None, None) for each in columns}
    ref: tuple[Any, Any] = (str, Field(description="names the call in addresses: `/calls/{day}/{ref}`"))
    return create_model(name, __base__=Shape, ref=ref, **fields)


Call: Any = _row("Call", CALLS)
Hit: Any = _row("Hit", HITS)


class Day(Shape):
    """A day in counts; the counts are null for whoever sees only some of the calls."""

    day: date
    reported: bool
    working: bool
    received: int | None = None
    ok: int | None = None
    no_speech: int | None = None
    failed: int | None = None
    flagged: int | None = None
    hits: int | None = None
    severe: int | None = None


class Days(Shape):
    """Some days, newest first."""

    days: list[Day]
    next: Next = None


class Completeness(Shape):
    """Whether a day is complete, and why not, in the words of its report."""

    day: date
    reported: bool
    level: str
    title: str
    reasons: list[str]
    remarks: list[str]
    gaps: list[str]
    received: int
    ok: int
    no_speech: int
    failed: int
    pending: int
    progress: str | None = None


class Calls(Shape):
    """Some calls of a day."""

    calls: list[Call]
    next: Next = None


class Hits(Shape):
    """Some hits of a day, in order of time."""

    hits: list[Hit]
    next: Next = None


class Turn(Shape):
    """What one speaker says without a long pause."""

    role: str
    channel: int
    start_s: float
    end_s: float
    text: str


class WholeCall(Shape):
    """One call with everything that was said in it."""

    call: Call
    turns: list[Turn]
    hits: list[Hit]


class Verdict(Shape):
    """What somebody says of a hit."""

    reviewer: str
    verdict: str
    note: str
    at: datetime


class Verdicts(Shape):
    """What everybody says of a hit: the last word of each."""

    standing: str | None
    newest: int = Field(description="give it back as `seen`, so that what others said meanwhile is told")
    verdicts: list[Verdict]
    since: list[Verdict] = Field(default=[], description="of others, since `seen`")


class NewVerdict(Asked):
    """A verdict on a hit."""

    verdict: Literal["true", "false", "pending"]
    note: str = Field(default="", max_length=2_000)
    seen: int = Field(default=0, ge=0)


class Search(Asked):
    """What is looked for; words never stand in an address."""

    words: str = Field(max_length=400)
    first: date = date.min
    last: date = date.max
    agent: str = Field(default="", max_length=200)
    queue: str = Field(default="", max_length=200)
    role: Literal["", "agent", "customer", "unknown"] = ""
    rule: str = Field(default="", max_length=200)
    verdict: Literal["", "true", "false", "pending", "disputed", "none"] = ""
    after: str = Field(default="", max_length=200)
    limit: Limit = 20


class Place(Shape):
    """Where it was said."""

    role: str
    start_s: float
    end_s: float
    before: str
    words: str
    after: str


class Match(Shape):
    """A call that was found."""

    day: date
    ref: str
    call_id: str
    started_at: datetime
    agent: str | None
    queue: str | None
    duration_s: float
    rules: list[str]
    count: int
    places: list[Place]


class Found(Shape):
    """What was found, newest first."""

    total: int
    looked: int = Field(description="calls in which the words were looked for")
    waiting: list[date] = Field(description="days that may not have been looked at whole")
    calls: list[Match]
    next: Next = None


class Rule(Shape):
    """A rule of a book."""

    rule_id: str
    name: str
    category: str
    severity: str
    hits: int | None = Field(default=None, description="of the last 30 days")
    judged_true: int | None = None
    judged_false: int | None = None


class Publication(Shape):
    """A rule book that was put in force."""

    number: int
    revision: str
    published_at: datetime
    author: str
    origin: str


class Book(Publication):
    """A rule book with its text."""

    text: str
    rules: list[Rule] = []


class Publications(Shape):
    """The rule books, newest first."""

    publications: list[Publication]


class BookText(Asked):
    """The text of a rule book."""

    text: str = Field(max_length=900_000)


class Problem(Shape):
    """What is wrong in a rule book, or looks so."""

    line: int
    column: int = 0
    what: str
    cure: str


class Checked(Shape):
    """What is to be said of a rule book."""

    good: bool
    rules: int
    problems: list[Problem]
    cautions: list[Problem]
    changes: list[str] = Field(description="against the book in force, in words")


class Trial(Shape):
    """How far a trial is, and what it has found; `rules` when it is done."""

    state: Literal["working", "done", "failed"]
    problem: str = ""
    done: int
    total: int
    gained: int | None = None
    lost: int | None = None
    rules: list[dict[str, Any]] = []


class NewTrial(BookText):
    """A rule book, and on how many of the newest days it is tried."""

    days: int = Field(default=1, ge=1, le=31)


class Run(Shape):
    """A command that was started at the console."""

    number: int
    work: str
    day: date
    who: str
    since: datetime
    running: bool
    exit_code: int | None = None


class Runs(Shape):
    """What was started since the console has been running, newest first."""

    runs: list[Run]


class OfDays(Shape):
    """Several days together; less were counted than are stored where the answer was due: ask again."""

    first: date
    last: date
    days_counted: int
    days_stored: int


class Agent(Shape):
    """An agent over some days; `score` is null where nothing of theirs can be scored."""

    rank: int | None
    agent: str
    name: str
    team: str
    calls: int
    analysed: int
    flagged: int
    hits: int
    severe: int
    failed: int
    not_fully_evaluated: int
    score: float | None
    scored: int
    deducted: int
    fatal: int
    categories: dict[str, int]


class AgentsOfDays(OfDays):
    """Agents, whom to coach first; `rank` is null with too few calls to say."""

    agents: list[Agent]


class TrendDay(Shape):
    """A day in counts, with what was changed in the rule book that judged it."""

    day: date
    received: int
    ok: int
    failed: int
    flagged: int
    hits: int
    severe: int
    changes: list[str]


class TrendRule(Shape):
    """A rule over some days; a day that is not named has no hit of it."""

    rule_id: str
    name: str
    category: str
    hits: int
    calls: int
    by_day: dict[date, int]


class TrendsOfDays(OfDays):
    """Days that were run, oldest first."""

    days: list[TrendDay]
    rules: list[TrendRule]


class User(Shape):
    """An account."""

    name: str
    role: str
    granted: list[str]
    queues: list[str]
    agents: list[str]
    disabled: bool


class Users(Shape):
    """All accounts."""

    users: list[User]


class AuditEntry(Shape):
    """A line of the audit log."""

    at: datetime
    who: str
    action: str
    about: dict[str, str]


class Audit(Shape):
    """Lines of the audit log, newest first; `total` may be more than there are."""

    first: date
    last: date
    total: int
    entries: list[AuditEntry]


class NewRun(Asked):
    """Work on a day."""

    day: date
    work: Literal["run", "failed", "flag", "report"] = "run"


class Me(Shape):
    """Whose token it is, and what it is for."""

    account: str
    role: str
    label: str
    scopes: list[str]
    expires_at: datetime
    queues: list[str]
    agents: list[str]
