"""The English texts of the page itself: every name of `reports.words.chinese.page`."""

from callqa.model.playback import Unheard
from callqa.model.review.precision import NOISY_BELOW, NOISY_FROM, PRECISION_DAYS

LANG = "en"
REPORT = "Daily call quality report"
DAY_BEFORE, EVERY_DAY, DAY_AFTER = "day before", "All nights", "day after"
PAGE_TITLE = "Whole calls"
SKIP = "Skip to the calls with hits"
CONTENTS = "Contents"
BACK = "Back to the report"
FOOTER = "Made on this machine; nothing left it. It holds what customers said: do not pass it on. "
MASKED = "Phone, identity and bank card numbers are hidden (138****1234)."
NOT_MASKED = "Numbers are not hidden by the privacy setting: this report holds customers' numbers."

TRUST = "Completeness"
ATTENTION = "Note: "
CURE = "Operations run: "
NUMBERS = "The day in numbers"
FIRST, ALL_JUDGED = "Listen to these first", "Every hit is reviewed"
FIRST_DAY = "No earlier day is known yet; from the second day on, the day before and a month stand beside it"
ORIGIN = "Versions and origin"

OVERVIEW = "At a glance"
OVERVIEW_NOTE = (
    "Against the day before. Bars: 30 days, the last 7 in another shade, this day on the right; a gap is a "
    "day without a run, or one that was not evaluated"
)
BY_CATEGORY = "Categories"
BY_HOUR = "Hits by hour"
BY_HOUR_NOTE = "by the start of the call; only categories with hits"
CALLS_OF_HOUR = "calls"
NOISY = "Noisy rules"
NOISY_NOTE = f"{NOISY_FROM} reviews or more in {PRECISION_DAYS} days, less than {NOISY_BELOW:.0%} true hits"
NO_NOISY = "None."
CHANGES = "Changes of the rule book"
CHANGES_NOTE = "since the day before"
NO_CHANGES = "None."
NO_YESTERDAY = "no run the day before"
TODAY_UNPROVEN = "not all evaluated, not compared"
YESTERDAY_UNPROVEN = "the day before was not all evaluated"
NO_TREND = "no data"

CATEGORY, CALLS, HITS, SHARE, SKIPPED, TREND = (
    "Category",
    "Calls",
    "Hits",
    "Of calls received",
    "Not evaluated",
    "30 days",
)
CHANGE = "Day before"
RULE, PRECISION, REVIEWED, SEVERITY_HEAD, RULE_ID = "Rule", "True hits", "True / reviewed", "Severity", "Id"
MONTH_HITS = "Hits in 30 days"
NO_RULES_AT_ALL = "No rule is switched on: no call of this day was evaluated."
NOTHING_SKIPPED = "none"
NOT_EVALUATED = "not evaluated"

FLAGGED_CALLS = "Calls with hits"
ORDER = "worst first, then most hits, then earliest"
NOT_RECEIVED = "No recording was received on this day."
CLEAN = "Every rule was evaluated on every call, and there was no hit."
NOT_CLEAN = "No hit in what was evaluated; but not everything was: see "
FAILED_AND_SKIPPED = "Failed and not evaluated"
NO_MATCH = "No hit matches."

FILTER = "Filter the hits"
ALL = "all"
AGENT, VERDICT_HEAD, TEXT = "Agent", "Review", "Text"
FIND = "find in hits and transcripts (/)"
CLEAR = "Clear"
OPEN_ALL = "Open all"
NOT_REVIEWED = "not reviewed"
SHORTCUTS = "Keys (?)"
MORE, SIDE, HOUR, SORT = "More filters", "About", "Hour", "Sort by"
ONLY_OPEN, NEXT_OPEN = "Not reviewed only", "Next not reviewed (u)"
SIDES = {"conduct": "the agent (costs points)", "customer": "the customer"}
SORTS = (
    ("", "severity (default)"),
    ("time", "time"),
    ("hits", "hits, most first"),
    ("agent", "agent"),
    ("points", "score, lowest first"),
)
PERMALINK = "Link to this call"
POSITION = "Position in the call"

CALL, QUEUE, DIRECTION_HEAD, CUSTOMER_NUMBER, DURATION = "Call", "Queue", "Direction", "Customer", "Duration"
PLAY, FROM_START = "Play", "from the start"
WHOLE_CALL_JUDGED = "About the whole call"
NO_SENTENCE = ", not about one sentence."
IN_TRANSCRIPT = "Show in the transcript"
WHOLE_IN_DAY, JUDGE_THERE, IN_DAY = (
    "Everything that was said is in the report of that day",
    "Judge it in its day",
    "Open its day",
)
NEW, NOT_THERE = "new", "No sound can be played here"
REVIEW_SAID = "Review"
ELSEWHERE = "The whole call is on another page"
MEASURES = "Measures of the call"
LONG_SILENCE, OVERLAP = "Long silence (3 s or more)", "Overlap (0.3 s or more)"
NO_STRETCH = "none"
SILENCE_KEY, OVERLAP_KEY = "silence", "overlap"
SCORE, REVIEWED_SCORE, DEDUCTIONS = "Score (machine)", "Score (reviewed)", "Deductions"
NO_DEDUCTION = (
    "Nothing was taken off: the rules that hit cost no points. The score is about the agent; "
    "`score` in the rule book says what a rule costs"
)
CONVERSATION = "Conversation"

UNHEARD = {
    Unheard.GONE: "The recording is no longer where it was",
    Unheard.OVERWRITTEN: "Another recording was written under the name of this one",
    Unheard.OUTSIDE: "The recording lies outside the configured folders and is not played",
    Unheard.UNREADABLE: "The recording cannot be read and not be played",
    Unheard.NO_CLIP: "Browsers cannot play this recording, and the setting is to make no clips",
    Unheard.NOT_CHOSEN: "Clips are made for calls with hits and for the random sample only",
    Unheard.IN_ITS_DAY: "The clips are inside the report of that day: listen to them there",
    Unheard.NOT_KEPT: "The report of that day has no clip of this call: not made yet, or past its retention",
}

AGENTS = "Agents"
AGENTS_NOTE = "ranked by their own conduct: 1 = lowest mean score, needs coaching most"
AVERAGE, DEDUCTED, FATAL, CONDUCT_HITS, CUSTOMER_HITS, TEAM, MACHINE = (
    "Mean score",
    "Calls with deductions",
    "Fatal",
    "Conduct hits",
    "Customer-side hits",
    "Team",
    "machine",
)
SCORE_NOTE = (
    "Mean score, calls with deductions, fatal calls and conduct hits count only rules that have points in "
    "the rule book (score, fatal), without the hits that reviewers found false. A score with ≤ is a bound: "
    "not every such rule was evaluated on every call. What customers said stands apart and does not change "
    "the rank. "
    "Hit rate = calls with hits ÷ analysed calls."
)
AGENT_TABLE = "Agents in numbers"
RANK, ANALYSED, FLAGGED_HEAD, RATE, SEVERE_HEAD, FAILED_HEAD = (
    "Rank",
    "Analysed",
    "With hits",
    "Hit rate",
    "Serious",
    "Failed",
)
DRAWN = "Random sample"
SMALL, UNRANKED = "few calls", "not ranked"
HAS_HITS = "has hits"
NO_CALLS = "No calls."

ALL_CALLS = "All calls"
TIME, OUTCOME_HEAD, WORST, REMARK_HEAD = "Time", "Outcome", "Worst", "Remark"

FAILED_CALLS = "Failed calls"
RETRY = "Try again: "
REASON, WHAT_TO_DO, FILE = "Reason", "What to do", "File"
TRY_AGAIN, MEND_FIRST = "try again", "mend or replace the file, then try again"
SKIPPED_RULES, SKIPPED_RULES_NOTE = "Rules not evaluated", "neither a hit nor no hit"
CALL_COUNT, AND_MORE = "Calls", "and more"
DEFERRED_FILES, DEFERRED_FILES_NOTE = "Files left for the next run", "not in the numbers of this day"
DUPLICATE_FILES, DUPLICATE_FILES_NOTE = "Duplicate files", "the same bytes as another recording, counted once"
SAME_AS = "the same as "
NOTHING = "None."

READ = "What was read"
READ_NOTE = "not read, not understood or not attributed"
RULE_TABLE_NOTE = "in force on this day, and what they found; see whether a rule without a hit is still right"
PERIOD_HITS, NEVER_LATELY = "Hits in 30 days", "none"
NO_RULES_ON = "No rule is switched on."
NOTES_HEAD = "Notes"

REVIEW = "Verdicts"
REVIEW_HELP = "kept in this browser for now; give the exported file to operations (callqa review import)"
MISS_FORM, MISS_WORDS, MISS_ABOUT, MISS_CHOOSE = "Missed", "Words", "Should be found by", "choose a rule"
MISS_HELP = "select words of the conversation, or press “missed” behind a line"
MISS_ADD, MISS_NONE, MISS_THIS = "Record", "Heard, nothing missed", "missed"
REVIEWER, NOTE = "Reviewer", "Note"
EXPORT = "Export verdicts"
PLAYER, CLOSE, SPEED = "Player", "Close", "Speed"
HELP = "Keys"
KEYS = (
    ("j / k", "next / previous hit"),
    ("space", "play the hit; pause or go on while playing"),
    ("← / →", "3 seconds back / forward while playing"),
    ("1 / 2 / 3", "true hit / false hit / undecided"),
    ("u", "next hit that is not reviewed"),
    ("n", "write a note"),
    ("o", "open or close the transcript"),
    ("/", "find"),
    ("Esc", "leave a field, close the player"),
    ("?", "this help"),
)
KEYS_OF_VERDICTS = (KEYS[3], KEYS[5], KEYS[6])
SCRIPT = {
    "shown": "{hits} of {all} hits, {calls} calls",
    "reviewed": "{done} of {all} reviewed",
    "playing": "Playing the call of {agent} at {clock}",
    "unheard": "There is no sound for this place",
    "broken": "Cannot play: the recording is gone, or the browser does not know its format",
    "reviewer": "Enter the reviewer first",
    "exported": "{n} verdicts and {misses} notes of listening exported",
    "elsewhere": "; {n} more are not on this page (judged on another, or their hits are gone): not exported",
    "waiting": "{n} not exported yet",
    "missed": "missed",
    "clean": "heard, nothing missed",
    "takeBack": "take back",
    "noRule": "Choose a rule or a category",
    "nothing": "No verdict to export yet",
    "unsaved": "This browser does not keep verdicts: export before you close the page.",
    "open": "Open all",
    "play": "Play",
    "pause": "Pause",
    "silence": "(nobody speaks)",
    "all_judged": "Every hit of the list is reviewed",
    "sort": "Sort by this column",
    "close": "Close all",
}


def whole_category(name: str) -> str:
    """Return the choice of a category where nobody knows which of its rules it is."""
    return f"{name} (any rule)"


def hour(number: int) -> str:
    """Return an hour of the day."""
    return f"{number}:00"


def pause(seconds: int) -> str:
    """Return a long silence between two turns."""
    return f"silence, {seconds} s"


def missed_by_all(calls: int) -> str:
    """Return what holds for every rule, and is not repeated in its row."""
    told = "1 call" if calls == 1 else f"{calls} calls"
    return f"No rule was evaluated on {told}; “{SKIPPED}” counts the others only."


def change(step: float, size: str) -> str:
    """Against the day before: an arrow, and the size."""
    return f"▲ {size}" if step > 0 else f"▼ {size}" if step < 0 else "the same"


def deduction(points: str, fatal: bool, hits: int) -> str:
    """Return what a rule cost a call."""
    cost = "fatal, score 0" if fatal else f"{points} points"
    return f"{cost} ({hits} hits{', paid once' if hits > 1 and not fatal else ''})"


def left_out(points: str) -> str:
    """Return what of a score could not be judged."""
    return f"rules worth {points} points were not evaluated and left out; the other deductions weigh more"


def points(step: float) -> str:
    """Return the step between two shares."""
    return f"{step * 100:.1f} points"


def means(week: str, month: str) -> str:
    """Return the means of a week and of a month."""
    return f"mean of 7 days {week}, of 30 days {month}"


def trend(days: int, least: str, most: str) -> str:
    """Return a month of bars in words."""
    return f"{days} of the last 30 days have data: least {least}, most {most}"


def reviews(decided: int, confirmed: int) -> str:
    """How much was reviewed in a month, and how often the machine was right."""
    if not decided:
        return "No reviews in the last 30 days."
    return f"{decided} hits reviewed in 30 days, {confirmed} of them true ({confirmed / decided:.0%})."


def sentences(lines: int) -> str:
    """Return what opens a transcript."""
    return f"Whole call ({lines} turns)"


def all_flagged(calls: int) -> str:
    """Leads from the first calls to all."""
    return f"all calls with hits: {calls}"


def more_hits(hits: int) -> str:
    """Say that a call has more hits than the one that is shown."""
    return f"{hits} more"


def hit_count(hits: int) -> str:
    """How many hits a call has."""
    return str(hits)


def call_count(calls: int) -> str:
    """How many calls."""
    return str(calls)


def play_from(offset: str) -> str:
    """Return the name of a play button."""
    return f"from two seconds before {offset}"


def rule_cost(points: str, fatal: bool) -> str:
    """Return what a hit of a rule costs a call."""
    return "fatal" if fatal else f"-{points} points"


def deducted(calls: int, scored: int) -> str:
    """Return how many of the calls with a score lost points."""
    return f"{calls} / {scored}"


def small_sample(calls: int) -> str:
    """Why some agents are not ranked, and what the random sample is for."""
    return (
        f"Agents with fewer than {calls} scored calls are not ranked: one call would decide. Calls that no "
        "source gives to an agent are under “unknown agent”, not ranked either. The random sample has "
        "nothing to do with the rules: it is for hearing what they miss. A re-run draws the same calls."
    )


def failed_note(calls: int) -> str:
    """Return what failed calls mean for the numbers."""
    return f"{calls}, content unknown, no rule evaluated"


def page_range(first: str, last: str, calls: int) -> str:
    """Return a page of calls by its times."""
    return f"{first}–{last} ({calls})"


def pages_note(pages: int) -> str:
    """Where the other transcripts are."""
    return f"The other transcripts are on {pages} pages beside this one: "


def timeline(duration: str, silences: int, overlaps: int, hits: int) -> str:
    """Return the timeline of a call in words."""
    return f"Timeline of {duration}: {silences} long silences, {overlaps} overlaps, {hits} hits"


def talked(share: float, length: str, rate: int) -> str:
    """Return a speaker's part of a call."""
    return f"{share:.0%} of the talking ({length}), {rate} characters a minute"


def stretches(number: int, total_s: float, longest_s: float) -> str:
    """Silences or overlaps in words."""
    return f"{number}, {total_s:.1f} s in all, {longest_s:.1f} s the longest"
