"""The English texts of the console: every name of `reports.words.chinese.console`."""

CONSOLE = "callqa console"
LANG = "en"
SAVE, CANCEL, CREATE = "Save", "Cancel", "Create"
SKIP_MENU, LIST_COMMA, STATE = "Skip the menu", ", ", "State"


DAY, WEEKDAYS = "Day", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NO_DAYS = "No day is known yet: run a night first (callqa run)."
WORKED_ON, REPORTED, NOT_REPORTED, NO_COUNTS = "being worked on", "reported", "no report", "no data"
COUNTING = "Counting …"
NEWEST_DAY, ALL_OPEN = "newest day", "all calls that are not judged"
EARLIER = "Earlier"
CALL_LIST = "Calls"
STAGES = {
    "transcribe": "recognising",
    "flag": "checking rules",
    "report": "reporting",
}

SHOW, SHOWN = "Show", {"": "with hits", "open": "with hits not judged", "all": "all calls"}
ORDER_HEAD, ORDERS = "Order", {"worst": "worst first", "time": "by time"}
APPLY, CLEAR, FIRST_PAGE, NEXT_PAGE = "Filter", "Clear", "First page", "Next page"
NO_CALLS = "No call is like that."
BACK_TO_LIST, BEFORE, AFTER, LINK_HERE = (
    "Back to the list",
    "Previous call",
    "Next call",
    "Link to this moment",
)
SOUND_NOTE = "Numbers cannot be hidden in sound; the audit log has who heard which call."
NO_LISTENING = "Your account may not listen."
LOOP = "Repeat this hit"
REVEAL, REVEAL_DO, REASON = "Show this call's numbers", "Show", "Reason"
REVEAL_NOTE = "For this call and this time only; the reason goes into the audit log."
REVEALED = "This call's numbers are shown, and the audit log says so. They are hidden again on the next page."
STORED_HIDDEN = "Numbers were hidden before they were stored (privacy.mask_stored), for good."
CALL_KEYS = (
    ("Space", "play or pause"),
    ("← / →", "5 seconds back or on"),
    ("j / k", "next, previous hit"),
    ("l", "repeat this hit"),
    ("1 / 2 / 3", "the chosen hit: true, false, pending"),
    ("n", "write a note"),
    ("[ / ]", "previous, next call"),
    ("?", "open or close this window"),
)


def progress(stage: str, done: int, total: int) -> str:
    """Say how far a run is."""
    return f"{STAGES.get(stage, stage)} {done} / {total}"


SOURCE = "Which hits"
SOURCES = {
    "worst": "Worst first",
    "sample": "By chance",
    "disputed": "Disputed",
    "noisy": "Noisy rules",
    "mine": "Given to me",
    "appealed": "Appealed",
}
WHOLE_CALL_LINK, PREVIOUS_HIT, SKIP_HIT, UNDO = "Whole call", "Previous", "Skip", "Undo the last verdict"
QUEUE_DONE, QUEUE_END, FROM_FIRST = (
    "Nothing is left to judge here.",
    "This is the end; what was skipped is not judged yet.",
    "From the first",
)
SIGNED_OUT_TITLE = "You were signed out"
SIGNED_OUT_NOTE = (
    "The verdict is not stored. Sign in in a new window, come back and press again; the note is kept."
)
NOT_STORED = "Not stored: the console does not answer; press again"
QUEUE_KEYS = (
    ("1 / 2 / 3", "true hit, false hit, pending"),
    ("n", "write a note"),
    ("Space", "play or pause"),
    ("← / →", "5 seconds back or on"),
    ("j / k", "skip, previous"),
    ("u", "undo the last verdict (pending)"),
    ("?", "open or close this window"),
)


def judged(done: int, hits: int) -> str:
    """Say how many hits of a day have a verdict."""
    return f"{done} / {hits} judged"


def disputed(hits: int) -> str:
    """Say on how many hits reviewers contradict each other."""
    return f"{hits} disputed"


def waiting(hits: int) -> str:
    """Say how many hits are in the queue."""
    return f"{hits} left here"


def said_meanwhile(reviewer: str, verdict: str) -> str:
    """Say what somebody else has said since the page was opened."""
    return f"{reviewer} has just said: {verdict}."


SEARCH, SEARCH_WORDS = "Search", "What was said"
SEARCH_HELP = (
    "Several words: all of them. “in a row”: so and not otherwise. -word: not said. Numbers however they are "
    "written; personal numbers are hidden and not found."
)
SAID_BY, ANYBODY, WHAT_WAS_FOUND, PLAY_IT, STOP_IT = "Said by", "anybody", "Results", "Play", "Stop"
HIT_OF, VERDICT_HEAD = "With a hit of", "With a hit judged"
VERDICTS = {
    "true": "true hit",
    "false": "false hit",
    "pending": "pending",
    "disputed": "disputed",
    "none": "not judged",
}
SAVED_SEARCHES, SAVE_SEARCH, SEARCH_LABEL = "Saved searches", "Save this search", "Name"
FORGET_SEARCH = "Remove the saved search"
NOT_FOUND_HERE = "Nothing was found."
MORE_CALLS = "Earlier calls"
NEVER_SEARCHED = "The first search makes the index: minutes, where there are many calls."


def found_calls(total: int, looked: int) -> str:
    """Say how many calls were found, and among how many."""
    return f"{total} of {looked} calls, newest first" if total else f"None of {looked} calls says so."


def more_places(count: int) -> str:
    """Say how often it was said in a call."""
    return f"{count} times in this call"


def not_searched(days: int, first: str, last: str) -> str:
    """Say which days are not in the index yet."""
    span = first if first == last else f"{first} to {last}"
    return f"{days} days ({span}) are being indexed or worked on; search again in a while."


HEARD_WORDS = {"missed": "missed", "clean": "heard, nothing missed"}
TAKE_BACK, HEARD_HEAD = "Take back", "The whole call"
NOTHING_HEARD = "Nobody has recorded a miss, or that they heard the whole call."
MISS_SELECT = "Words that you select in the conversation come in here; they count for the rule's recall."
RETENTION, KIND_HEAD, ROWS_HEAD, FILES_HEAD = "Retention", "Kind", "Rows", "Files"
RETENTION_NOTE = "Nothing is removed here: run callqa purge on the server."
RETENTION_NIGHTLY = "Every night also removes what is due (retention.nightly)."
KEPT_SINCE, NOTHING_DUE = "Due before this day:", "Nothing is due."
RETENTION_KINDS = {
    "clips": "clips",
    "transcripts": "transcripts",
    "findings": "hits and verdicts",
    "reports": "reports and exports",
    "logs": "log of runs",
    "studio": "recordings and results of the studio",
}
PRINT = "Print"
COMPARE, THIS_SPAN, OTHER_SPAN, DIFFERENCE = "Compare", "This range:", "against:", "Change"
BY_DAY_HEAD, RULES_CHANGED, NOT_RUN_YET = "By day", "Rules changed", "not run"
NUMBERS_HEAD, RULES_DIFFER, AGENT_AVERAGES = (
    "Numbers",
    "Rules with other hits",
    "Agents' mean scores (after review)",
)
COMPARED = {
    "received": "received",
    "ok": "analysed",
    "failed": "failed",
    "flagged": "calls with hits",
    "hits": "hits",
    "severe": "hits high or worse",
}
NOT_ALL_EVALUATED = "Not every rule was evaluated on every call: the hits are a lower bound."


def in_calls(calls: int) -> str:
    """Say in how many calls something was."""
    return f"in {calls} calls"


def points_left(points: str) -> str:
    """Say what score a call has."""
    return f"{points} points"


def counting_days(done: int, total: int) -> str:
    """Say how many days are counted."""
    return f"Counting: {done} of {total} days; the numbers below are not whole yet …"


def changes_of(changes: int) -> str:
    """Say how many changes the rule book had."""
    return f"{changes} changes"


def days_with_data(left: int, left_days: int, right: int, right_days: int) -> str:
    """Say how many days of both ranges have been run."""
    return f"Left {left} of {left_days} days were run, right {right} of {right_days}."


IN_FORCE, NO_BOOK = "in force", "No rule book was published yet."
FILE_CHANGED = (
    "The file was changed since and is not published: the next night or callqa watch will check it."
)
EDIT_BOOK, HISTORY = "Edit the rules", "History"
PRECISION_30, TRUE_OF, TEXT_HEAD = "True hits, 30 days", "true / judged", "Text"
DRAFT, DRAFT_NOTE = (
    "Draft of the rules",
    "Only you see it; it is kept by itself, and nothing changes until you publish.",
)
BEGUN_WITH, SAVED_AT = "begun with publication {}", "kept at"
CHECKING, GOOD_BOOK, CAUTIONS, NO_EFFECT = (
    "Checking …",
    "No mistakes",
    "Look at",
    "No effect against the book in force",
)
AGAINST_IN_FORCE = "Against the book in force"
TRY, TRY_ON, TRY_DAYS = "Try", "On the calls of the last", "days"
PUBLISH, PUBLISH_NOTE = "Publish", "What is published is what was tried; it is used from now on."
TRY_FIRST = "Try this text before you publish it."
START_OVER = "Drop the draft and begin with the book in force"
CLASH = "Somebody else has published another book"
CLASH_NOTE = (
    "“Merge” puts their changes into your draft; where both changed the same lines, both stand there between "
    "marks until you settle them. If you have merged by hand, press the second button; publishing would undo "
    "them otherwise."
)
THREE_WAYS, BASE, THEIRS_TEXT, OWN_TEXT, MERGE = "Side by side", "Before", "Theirs", "Your draft", "Merge"
SIDES = {
    "theirs": "only they changed it",
    "own": "only you changed it",
    "both": "changed alike",
    "clash": "changed by both",
}
RULE_OF_WORDS = "Make a rule of these words"
RULE_OF_WORDS_NOTE = "“Make a rule” adds it to your draft, in the category of the rule that is chosen."
THEIRS, OWN, REBASE = "They changed", "You changed", "Merged: base my draft on the new book"
TRIAL, TRIAL_WAITS, STOP = "What the trial found", "Waiting for another trial", "Stop"
TRIAL_OLD = "The draft was changed after this trial: try it again before you publish."
BACK_TO_DRAFT = "Back to the draft"


def clashes(count: int) -> str:
    """Say how many places both have changed."""
    return f"{count} places were changed by both" if count else "no conflict"


NUMBER, WHEN, WHO, HOW = "Publication", "When", "Who", "How"
ORIGINS = {
    "saved": "saved, published by itself",
    "command": "by command",
    "run": "by a run",
    "rollback": "rolled back",
    "console": "at the console",
}
WHAT_CHANGED, ROLL_BACK, REFUSED_LAST = "What changed", "Go back to this one", "Last refused"
PLACE = "Place"


def line(number: int, column: int) -> str:
    """Name a place in a text."""
    return f"line {number}" + (f", column {column}" if column else "")


def rule_count(rules: int) -> str:
    """Say how many rules a book has."""
    return f"{rules} rules"


SCHEDULE, HELD_BY, STARTED_HERE = "Every night begins (night.cron):", "Held by", "Started at the console"
WORKS = {
    "run": "Run",
    "failed": "Retry failed",
    "flag": "Check rules again",
    "report": "Write report",
    "backfill": "Backfill",
}
NEXT_NIGHTS, LAST_NIGHTS, BEGAN, TOOK, RECOGNISED = "Next:", "Last runs", "Began", "Took", "Recognised"
RUN_STATES = {"running": "running", "killed": "killed", "completed": "completed", "failed": "not finished"}
BACKFILL_NOTE = (
    "Day by day, the oldest first; look first at what would be done. Purged days are left out. After a "
    "break, the same range goes on where it was."
)
REDO, REDOS = (
    "Recognise again",
    {
        "missing": "only what is missing",
        "late": "only what came later",
        "failed": "failed calls, too",
        "all": "everything",
    },
)
LOOK_FIRST, LOOKING, DUE = "Look first", "Looking; it takes seconds to minutes…", "To recognise"
WORK_NOTES = {
    "run": "Collects recordings, recognises only what is missing, checks the rules, writes the report.",
    "failed": "The same, and tries failed calls again.",
    "flag": "Puts the book in force to stored transcripts again, writes the report; recognises nothing.",
    "report": "Writes the report again from what is stored, verdicts included.",
}
SAME_AS, START = "The same as running on the server:", "Start"
STILL_RUNS, ENDED_WELL = "running", "done"
EXAMINING = "Looking at everything that tonight needs; this takes seconds to a minute or two …"
LEVELS = {"ok": "✓ fine", "warn": "! look", "fail": "✗ wrong"}
FROM_DAY, TO_DAY, NO_LINES = "From", "To", "Nothing on these days."


def ended_with(code: int) -> str:
    """Say how a command ended that did not end well."""
    return f"ended with code {code}"


def about_left(minutes: int) -> str:
    """Say how long recognition will take."""
    return f"about {minutes} min left"


def took(seconds: float) -> str:
    """Say how long a run took."""
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def backfill_plan(days: int, calls: int, before: int) -> str:
    """Say what a backfill would do."""
    if not days:
        return "Nothing is to be done on these days."
    kept = f"; {before} days were done by an earlier call" if before else ""
    return f"{days} days, {calls} calls to recognise{kept}. Nothing has been changed yet."


def about_calls(calls: int) -> str:
    """Say how many calls a command is about."""
    return f"About {calls} calls."


def more_lines(lines: int) -> str:
    """Say how many lines are not shown."""
    return f"{lines} lines are not shown: choose fewer days, or run callqa audit."


MENU = {
    "/": "Today",
    "/days": "Days",
    "/studio": "Studio",
    "/review": "Review",
    "/appeals": "Appeals",
    "/search": "Search",
    "/agents": "Agents",
    "/trends": "Trends",
    "/rules": "Rules",
    "/runs": "Runs",
    "/doctor": "Doctor",
    "/audit": "Audit",
    "/account": "My account",
    "/accounts": "Accounts",
}

FORBIDDEN, FORBIDDEN_NOTE = (
    "Your role may not do this",
    "An administrator can change that on the page Accounts.",
)
NOT_FOUND, NOT_FOUND_NOTE = "No such page", "The link may be wrong, or its content was purged."
FAILED_PAGE = "This did not work"
UNEXPECTED, UNEXPECTED_NOTE = (
    "An unexpected error",
    "It is in the log; tell whoever looks after callqa the time.",
)
BACK_HOME = "Back to the start"
CONSOLE_NOT_MASKED = "Numbers are not hidden by the privacy setting."
CONSOLE_FOOTER = "Nothing left this machine. It holds what customers said: do not pass it on."
