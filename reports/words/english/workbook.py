"""The English texts of the workbooks: every name of `reports.words.chinese.workbook`."""

from callqa.days.summary import HISTORY_DAYS
from callqa.model.review.precision import NOISY_FROM, PRECISION_DAYS

TITLE = "Daily call quality report"
OVERVIEW, AGENTS, CALLS_SHEET, PROBLEMS, RULES, NOTES_SHEET = (
    "Overview",
    "Agents",
    "All calls",
    "Failed and not evaluated",
    "Rules",
    "Notes",
)
PAIRS, WORDINGS, PAST, EXAMPLE = "Agents × categories", "Said most", "Period before", "Example"
BY_DAY, CATEGORIES, FLAGGED_CALLS = "Days", "Categories", "Calls with hits"

FIRST, ALL_JUDGED = "Listen first", "Every hit is reviewed"
GROUP, ITEM, CONTENT, EXPLANATION = "Group", "Item", "Value", "Note"
REPORT, COMPLETENESS, LEDGER, FIGURES, REVIEW = "Report", "Complete?", "Ledger", "Figures", "Reviews"
DATE, PAGE, MODEL_NOTE, CONCLUSION, COMMAND, SUM, REVIEWED = (
    "Date",
    "Page",
    "About the model",
    "Conclusion",
    "Command",
    "Sum",
    "Reviewed",
)
OPEN_REPORT, WHOLE_CALLS = "Open the page", "Whole calls are on the page"
OPEN_ROLLUP = "Open the page"
MASKED = {True: "hidden", False: "not hidden"}
HISTORY = f"{HISTORY_DAYS} days"
CALLS_OF_CATEGORIES, HITS_OF_CATEGORIES = "Calls of categories", "Hits of categories"
PRECISION_OF_DAYS = "Reviewed precision"

RECEIVED, ANALYSED, NO_SPEECH, FLAGGED, FLAGGED_CALLS_OF_DAY = (
    "Received",
    "Analysed",
    "No speech",
    "With hits",
    "With hits",
)
HITS, SEVERE, RATE, CALL_COUNT, STATE = "Hits", "Serious", "Hit rate", "Calls", "State"
COMPLETE = {True: "complete", False: "incomplete"}
NOT_RUN = "not run"
SEVERITY, CATEGORY, RULE, RULE_ID, WORST = "Severity", "Category", "Rule", "Rule id", "Worst"
RANK, AGENT, SKIPPED_CALLS, REMARK = "Rank", "Agent", "Not evaluated", "Remark"
TIME, CALL, CALLS, QUEUE, DIRECTION, CUSTOMER_NUMBER, DURATION, OUTCOME = (
    "Time",
    "Call",
    "Calls",
    "Queue",
    "Direction",
    "Customer",
    "Length",
    "Outcome",
)
SCORE, REVIEWED_SCORE = "Score (machine)", "Score (reviewed)"
TEAM, AVERAGE, REVIEWED_AVERAGE, SCORED, DEDUCTED, FATAL, CONDUCT_HITS, CUSTOMER_HITS = (
    "Team",
    "Mean score (machine)",
    "Mean score (reviewed)",
    "Calls with a score",
    "Calls with deductions",
    "Fatal",
    "Conduct hits",
    "Customer-side hits",
)
MOMENT, PLACE, SPEAKER, KEYWORD, SAID, BEFORE, AFTER, CERTAINTY = (
    "Time",
    "At",
    "Speaker",
    "Keyword",
    "Said",
    "Before it",
    "After it",
    "Certainty",
)
REVIEWS, RECORDING = "Reviews", "Sound"
OPEN, PLAY = "open", "play"
KIND, CALL_OR_RULE, REASON, WHAT_TO_DO, FILE_OR_CALLS = (
    "Kind",
    "Call or rule",
    "Reason",
    "What to do",
    "File or calls",
)
DEFERRED, DUPLICATE = "left for later", "duplicate"
SAME_BYTES = "The same bytes as the recording of that call; counted once"
PERIOD_HITS = f"Hits in {PRECISION_DAYS} days"
CONFIRMED, REFUTED, PENDING, DISPUTED, PRECISION, ASSESSMENT = (
    "True",
    "False",
    "Undecided",
    "Disputed",
    "Precision",
    "Assessment",
)
EMOTION_HEAD = "Emotion"
MISSED_COUNT, SAMPLE, ZERO_HEAD = "Missed", "Random sample", "What a 0 says"
MISSED_BY_ALL = "no rule was evaluated on these calls; the column on the sheet of rules counts others only"
VERDICT_ERROR = "Choose one from the list"

NOTES = (
    (
        "Missed",
        "The sheet “Missed” begins with the calls of the random sample: listen to one and choose “nothing "
        "missed” or “missed” under “Heard”; of what was missed write the rule (or its category) and the "
        "words. Any other call goes into the empty rows, one place a row. Choose “withdrawn” to take a row "
        "back. The random sample says how much the rules miss on the whole: see what a 0 says on the "
        "first sheet.",
    ),
    (
        "Reviews",
        "Choose true hit, false hit or undecided under “Verdict” on the sheet “Hits”, and write a “Note” if "
        "you like; save, and run callqa review import FILE. Do not delete the hidden columns: it goes "
        "by “Hit id”; sorting and filtering do no harm. What is filled in already is of earlier reviews and "
        "does not count twice. To take a verdict back choose undecided; an empty cell takes nothing back. "
        "Where two people differ it says “disputed”, and both verdicts are kept.",
    ),
    (
        "Precision",
        f"true ÷ (true + false) of the hits of the last {PRECISION_DAYS} days that were reviewed; undecided "
        f"and disputed ones do not count. With fewer than {NOISY_FROM} it is a first impression.",
    ),
    (
        "Links",
        "“Page” opens the report in the same folder, “Sound” a clip in its folder clips; move them together.",
    ),
    ("Confidential", "It holds what customers said: do not pass it on."),
)


def more_hits(hits: int) -> str:
    """Say that a call has more hits than the one that is shown."""
    return f"{hits} more hits"


def hits_of_day(hits: int) -> str:
    """Of how many hits the reviewed ones are."""
    return f"of {hits} hits of the day"


def said_by(speaker: str, text: str) -> str:
    """Return a turn beside a hit."""
    return f"{speaker}: {text} "


def category_note(hits: str, note: str) -> str:
    """Return the hits of a category, beside the number of its calls."""
    return f"calls; hits {hits}{', ' if note else ''}{note}"


def cure(command: str, retryable: bool) -> str:
    """Return what to do about a failed call."""
    return command if retryable else f"Mend or replace the file, then run {command}"


def only_the_worst(most: int, calls: int) -> str:
    """Return that a sheet does not hold every call, and what does."""
    return (
        f"{calls} in all, the worst {most} in the sheet; callqa report --from --to --format csv exports all"
    )
