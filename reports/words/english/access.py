"""The English words of signing in, accounts, tokens and the API, as `reports.words.chinese.access`."""

SIGN_IN, SIGN_OUT, USER_NAME, PASSWORD = "Sign in", "Sign out", "User name", "Password"
SIGN_IN_WRONG = "Wrong user name or password"
SIGN_IN_HELP = (
    "No account, or the password is forgotten: an administrator sends a link from the page Accounts."
)
WELCOME, WELCOME_FIRST = "Set your password", "Make the first account (an administrator)"
FIRST_HELP = "This link works once. An administrator makes all other accounts on the page Accounts."
PASSWORD_AGAIN, PASSWORD_HELP = "Once more", "10 characters or more"
NOT_THE_SAME = "The two passwords differ"
LINK_DEAD = (
    "This link does not work: it was used, or is too old. An administrator sends another; before there is an "
    "account, starting callqa console again prints a new one."
)

OWN_ACCOUNT, ROLE_HEAD, SEES = "My account", "Role", "Sees"
CHANGE_PASSWORD, OLD_PASSWORD, NEW_PASSWORD = "Change password", "Present password", "New password"
ENDS_ALL = "Afterwards every browser has to sign in again."
OUT_EVERYWHERE = "Sign out everywhere"
EVERY_CALL = "all calls"

ACCOUNTS, NEW_ACCOUNT = "Accounts", "New account"
ROLES = {
    "agent": "Agent",
    "viewer": "Viewer",
    "supervisor": "Supervisor",
    "operator": "Operator",
    "admin": "Administrator",
}
ROLE_NOTES = {
    "agent": "reads and hears own calls only, and appeals; needs the agent's number",
    "viewer": "reads days, calls and hits; does not listen or judge",
    "supervisor": "reads, listens, judges, keeps the rule book",
    "operator": "sees numbers and runs, and nothing that was said",
    "admin": "everything, accounts and audit included",
}
MAY_LISTEN, MAY_REVEAL = "May listen (viewer)", "May show hidden numbers (supervisor)"
MAY_ASSIGN = "May assign hits to others (supervisor)"
QUEUES, AGENTS_SEEN = "Only these queues", "Only these agents"
SCOPE_HELP = "Separated by commas; both empty: all calls. With both, one of them is enough."
DISABLED, ACTIVE = "disabled", "may sign in"
CHANGE, NEW_LINK = "Change", "New password link"
LINK_NOTE = (
    "Works for 72 hours, once, and is shown only now. Hand it over in person or over a channel you trust."
)

TOKENS, TOKENS_SHORT = "Tokens", "let other programs (BI reports, scripts) read what you may see"
TOKENS_NOTE = (
    "A token is a password: whoever has it does in your name what it is for. The page of the API says how."
)
TOKEN_LABEL, LABEL_HELP, TOKEN_FOR = "What it is for", "For example: BI reports", "May"
TOKEN_DAYS, NEW_TOKEN = "Valid for", "New token"
TOKEN_MADE, TOKEN_ONCE = (
    "The new token",
    "Shown only now: copy it into the program. If it is lost, revoke it and make another.",
)
NO_TOKENS, REVOKE = "No tokens yet.", "Revoke"
EXPIRES, LAST_USED, NEVER_USED = "Valid until", "Last used", "never"
EXPIRED, API_DOCS = "expired", "The API"
API_NOTE = "For programs: JSON, a token with every request; a browser's sign-in counts for nothing here."
API_LINES = (
    "docs/exports.md says what the columns mean; numbers are hidden as on the pages.",
    "Page by page: next of an answer is after of the next request; null at the end.",
    'Errors: {"error": {"message", "type", "code", "param", "cure"}}; '
    "400, 401, 403, 404, 409, 412, 428, 503.",
    "Publishing: try the text, then PUT /api/v1/rules with the ETag of GET as If-Match; 412: others did.",
)
API_ROUTES = {
    "GET /api/v1/me": "whose token this is, what it may be used for, and until when",
    "GET /api/v1/days": "days and the numbers of each, newest first",
    "GET /api/v1/days/{day}": "whether this day is complete, and why not",
    "GET /api/v1/days/{day}/calls": "the day's calls; show=all with those without hits",
    "GET /api/v1/days/{day}/hits": "the day's hits, in order of time",
    "GET /api/v1/calls/{day}/{ref}": "one call: what is known of it, its text, its hits",
    "GET /api/v1/calls/{day}/{ref}/sound": "the call's recording; a part of it by Range",
    "GET /api/v1/hits/{day}/{finding_id}/verdicts": "everybody's verdicts on this hit",
    "POST /api/v1/hits/{day}/{finding_id}/verdicts": "judge in the name of the token's owner; pending undoes",
    "POST /api/v1/search": "find calls by what was said",
    "GET /api/v1/rules": "the rule book in use, with its ETag",
    "PUT /api/v1/rules": "publish what was tried; needs If-Match",
    "GET /api/v1/rules/publications": "every publication",
    "GET /api/v1/rules/publications/{number}": "the whole text of one of them",
    "POST /api/v1/rules/check": "check a rule book; nothing is stored",
    "POST /api/v1/rules/trial": "try it on the calls of the last days",
    "GET /api/v1/rules/trial": "how far the trial is, and what came out",
    "GET /api/v1/agents": "agents over some days, whom to coach first",
    "GET /api/v1/trends": "some days in counts, hits of every rule by day, changed rules",
    "GET /api/v1/users": "accounts, roles and scopes (read only)",
    "GET /api/v1/audit": "the audit log, newest first (read only)",
    "GET /api/v1/runs": "what was started from the console",
    "POST /api/v1/runs": "process a day: run, failed, flag, report",
    "GET /api/v1/runs/{number}": "how far one of them is",
    "POST /api/v1/runs/{number}/stop": "stop one; what is done is not lost",
}
API_ROUTE, API_DOES, API_TAKES = "Address", "Does", "Takes"
DAYS_OF_TOKEN = {"30": "30 days", "90": "90 days", "365": "a year"}
SCOPES = {
    "read_numbers": "see numbers",
    "read_speech": "read calls, search",
    "listen": "listen",
    "judge": "judge",
    "read_rules": "read the rules",
    "edit_rules": "edit the rules",
    "operate": "operate",
    "manage": "read accounts and the audit log",
    "studio": "turn recordings into text",
}


def link_for(name: str) -> str:
    """Say whose link it is."""
    return f"{name} sets a password by this link"


def too_many(seconds: int) -> str:
    """Say that somebody has to wait before trying again."""
    return f"Too many tries; wait {seconds} seconds"
