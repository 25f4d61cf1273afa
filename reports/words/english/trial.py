"""The English texts of a trial: every name of `reports.words.chinese.trial`."""

TITLE = "Trial of rules"
KICKER = "Trial of rules: compared, not published"
AGAINST, DATE = "Against", "Days"
CURRENT_BOOK = "the rule book in the folder"
GAINED, LOST = "Hits gained", "Hits lost"
CHANGES = "Changes of the rules"
NO_CHANGES = "The rules have the same effect: only notes, comments or the order have changed."
RULE_HITS, RULE_HITS_NOTE = "Hits of every rule", "“—”: that book does not have the rule"
NOW, THEN, GAINED_HEAD, LOST_HEAD, SKIPPED_CALLS = "Now", "Then", "Gained", "Lost", "Calls not evaluated"
NO_HITS = "None."
NO_REPORT = "That day has no report, so that there is no link"
NOT_BESIDE = "The page is not in the folder of a day, so that it has neither sound nor links"


def same_rules(rules: int) -> str:
    """Return the rules that the table leaves out."""
    return f"The other rules ({rules}) hit what they hit before."


def publication(number: int, at: str, author: str) -> str:
    """Return the book in force."""
    return f"no. {number} ({at}, {author})"


def days(first: str, last: str, number: int) -> str:
    """Whose calls were looked at."""
    return first if number == 1 else f"{first} to {last}, {number} days"


def hit_number(hits: int) -> str:
    """How many hits only one of the books has."""
    return str(hits)


def hits_shown(hits: int, most: int) -> str:
    """Return the same, and how many of them are listed."""
    return f"{hits}, the first {most} are listed" if hits > most else str(hits)
