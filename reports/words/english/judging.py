"""The English texts of appeals against hits and of who judges which."""

APPEAL, APPEAL_WHY, APPEAL_DO, FINAL = "Appeal", "Why this hit is wrong", "Appeal", "final"
APPEAL_STEPS = {"raised": "Appealed", "accepted": "Appeal accepted", "refused": "Appeal refused"}
DECISION_WHY, FINAL_TOO = "What the agent is told", "A refusal is final (no second appeal)"
SECOND_IS_FINAL = "Second appeal: this decision is final."
NOT_YOURS_TO_DECIDE = "You judged this hit or took part in this appeal; another supervisor decides."
APPEALS_OPEN, APPEALS_DECIDED, NO_APPEALS = "Waiting", "Decided", "No appeal waits."
DECIDE_UNTIL, OVERDUE, HIT_GONE = "Decide until", "overdue", "the hit is gone (other rules)"
OWN_CALLS, NO_OWN_HITS = "Your calls of this day with hits", "Your calls of this day have no hits."
ASSIGN, ASSIGN_TO, GIVEN, DONE, LEFT = "Assign", "To", "Given", "Judged", "Left"
TAKE_BACK_LEFT, EACH, UNIT = "Take back what is left", "Each", "Unit"
UNITS = {"hits": "hits", "calls": "calls"}
ASSIGN_NOTE = (
    "Only hits without a verdict that nobody was given; each goes to one person who sees its call, in turn. "
    "What others were given is no longer in your own queue."
)


def decide_until(at: str, is_late: bool) -> str:
    """Say until when somebody is to decide about an appeal."""
    return f"To be decided until {at}" + (", overdue" if is_late else "")


def appeal_terms(raise_days: int, decide_days: int) -> str:
    """Say how long there is to appeal and to decide."""
    return (
        f"Appeals are taken for {raise_days} days after a call and decided within {decide_days} days; "
        "who judged the hit does not decide."
    )


def appeals_waiting(waiting: int, late: int) -> str:
    """Say how many appeals wait."""
    return f"Appeals waiting: {waiting}" + (f", {late} overdue" if late else "")


def free_hits(hits: int) -> str:
    """Say how many hits can still be given to somebody."""
    return f"Hits without a verdict that nobody was given: {hits}"


def own_pile(done: int, given: int) -> str:
    """Say how far somebody is with what they were given."""
    return f"Given to me: {done} of {given} judged"
