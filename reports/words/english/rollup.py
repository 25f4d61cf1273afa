"""The English texts of a roll-up: every name of `reports.words.chinese.rollup`."""

TITLE = "Call quality over days"
DAYS = "Days"
COMPLETE = "Complete: every day was run, every rule evaluated"
INCOMPLETE = "Incomplete: where there is no hit something may still be wrong"
BY_DAY = "Days"
DATE, RECEIVED, FLAGGED, REVIEWED_PRECISION, STATE = (
    "Date",
    "Received",
    "With hits",
    "Reviewed precision",
    "State",
)
DAY_STATE = {True: "complete", False: "incomplete"}
NOT_RUN = "not run"
CATEGORIES = "Categories"
PRECISION, CONFIRMED, DECIDED, ASSESSMENT = "Precision", "True hits", "Decided", "Assessment"
PRECISION_NOTE = "precision = true hits ÷ (true + false hits), of those that were reviewed"
MISSED = "Missed"
FLAGGED_CALLS = "Calls with hits"
NO_HITS, NO_HITS_FOUND = "None.", "None found, but the numbers are not complete."


ALL_NIGHTS, NONE_BEFORE, NONE_AFTER = (
    "All nights",
    "There is no earlier report.",
    "There is no later report yet.",
)
ROLLUPS, REPORT_GONE, NO_NIGHTS = (
    "Roll-ups:",
    "no report (never made, or past its retention)",
    "No report yet.",
)


def month(year: int, number: int) -> str:
    """Return the title of a month."""
    return f"{year}-{number:02}"


def month_total(nights: int, received: int, flagged: int, severe: int) -> str:
    """Return the sums of a month."""
    return f"{nights} days, {received} calls, {flagged} with hits, {severe} serious hits"


COACHING, COSTS, HEAR_TOGETHER, NO_COSTS, AGREED = (
    "Coaching",
    "Rules that cost points",
    "Hear these together",
    "Nothing was taken off.",
    "Agreed",
)


def cost_of_call(points: str, rules: str) -> str:
    """Return the score of a call and what cost it points."""
    return f"score {points}: {rules}"


def cost_of_rule(cost: str, calls: int) -> str:
    """Return what a rule cost, and how many calls."""
    return f"{cost}, {calls} calls"


def span(first: str, last: str) -> str:
    """Return the range of days."""
    return f"{first} to {last}"


def days_run(days: int, run: int) -> str:
    """How many days the range has, and how many of them were run."""
    return f"{days}, {run} of them run"


def reason_gaps(days: int) -> str:
    """Why the numbers are not the whole truth: days without a run."""
    return f"Days never run: {days}; the drawings have gaps there, not zeros"


def reason_unsure(calls: int) -> str:
    """Why the numbers are not the whole truth: rules that could not be evaluated."""
    return f"Calls on which some rules could not be evaluated: {calls}; the numbers are lower bounds"


def day_value(day: str, value: str) -> str:
    """Return a day of a drawing in words."""
    return f"{day}: {value}"


def flagged_note(calls: int, listed: int) -> str:
    """Return the order of the flagged calls, and how many of them are listed."""
    rest = (
        f"; {listed} are listed here: the worst, and of every agent's category and every rule at least one. "
        "The workbook has more"
    )
    return f"{calls}, the worst first{rest if calls > listed else ''}"


SPAN_BEFORE, SPAN_AFTER = "Period before", "Period after"
PROGRESS, JUDGED = "Reviewed", "Judged"
TO_COACH, ALL_AGENTS, THEIR_HITS = "To coach first", "All agents", "What cost points"
SAID_MOST = "What was said most"
SAID_MOST_NOTE = "words of hits, those that sound alike counted together; a click shows the calls"
PAIRS, PAIRS_NOTE = "Agent × category", "hits; a click on a cell shows the calls"
AGAINST = "Period before"
NO_PAST = "Nothing was run in the period before: there is nothing to compare with."
REST_IN_WORKBOOK = "Only some of the calls are listed here; the workbook has more."


def past_note(first: str, last: str, run: int) -> str:
    """Return what the numbers are compared with."""
    return (
        f"Period before: {first} to {last}, days run: {run}. No step is shown where the two have a "
        "different number of days run."
    )


def against(past: int, change: str) -> str:
    """Return a number of the period before, and the step from it."""
    return f"{change} (before: {past})" if change else f"before: {past}"


def judged(hits: int, found: int) -> str:
    """Return how many hits were judged."""
    return f"{hits} / {found}"


def right_so_far(confirmed: int, decided: int) -> str:
    """Return how often the judged hits were right."""
    return (
        f"right so far {confirmed / decided:.0%} ({confirmed} / {decided})" if decided else "no verdict yet"
    )


def said_often(hits: int, calls: int, agents: int) -> str:
    """Return how often something was said."""
    return f"{hits} ×, calls: {calls}, agents: {agents}"


def other_agents(number: int) -> str:
    """Return what unfolds the rest of a table."""
    return f"{number} other agents"


LOST_BY_DAY = "Mean points lost a day (lower is better)"


def ends(low_day: str, low: str, high_day: str, high: str) -> str:
    """Return the days with the lowest and the highest mean score."""
    return f"lowest {low} ({low_day}), highest {high} ({high_day})"
