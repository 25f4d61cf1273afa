"""Tokens: secrets by which programs ask the console, each for some of what its owner may do."""

from dataclasses import dataclass
from datetime import datetime

from callqa.model.access.account import Account, AccountRole, Capability

PREFIX = "cq_"
"""Every token begins so: a secret that was committed somewhere is found by it."""
SCOPES = (
    Capability.READ_NUMBERS,
    Capability.READ_SPEECH,
    Capability.LISTEN,
    Capability.JUDGE,
    Capability.READ_RULES,
    Capability.EDIT_RULES,
    Capability.OPERATE,
    Capability.MANAGE,
    Capability.STUDIO,
)
"""What a token may be for: hidden numbers stay people's, and accounts and the audit log are only read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token without its secret, which nobody can see again.

    Args:
        account: whose it is.
        label: what it is for, in its owner's words.
        scopes: what of its owner's capabilities it has.
        created_at, expires_at: aware.
        used_at: when it was last used, to the minute; None for never.
    """

    number: int
    account: str
    label: str
    scopes: frozenset[Capability]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearer:
    """A program that has shown a token: it may what the token is for and its owner may, whichever is less."""

    account: Account
    token: Token

    def may(self, capability: Capability) -> bool:
        """Return whether the program has a capability."""
        known = capability is Capability.SIGNED_IN or capability in self.token.scopes
        if self.account.role is AccountRole.AGENT:  # was made before its owner became one
            return False
        return known and self.account.may(capability)


def grantable(account: Account) -> list[Capability]:
    """Return what a token of an account can be for; programs see who judged, so agents have none."""
    if account.role is AccountRole.AGENT:
        return []
    return [each for each in SCOPES if account.may(each)]
