"""Accounts of the console: their roles, what each role may do, and whose calls an account sees."""

from dataclasses import dataclass, field
from enum import StrEnum


class Capability(StrEnum):
    """What a door of the console asks of whoever knocks; the whole list of things that can be done there."""

    PUBLIC = "public"
    """Nothing: signing in, and what the sign-in page is made of."""
    SIGNED_IN = "signed_in"
    """An account of any role: one's own page, signing out."""
    STUDIO = "studio"
    """One's own recordings and what was made of them; nobody sees another's."""
    READ_NUMBERS = "read_numbers"
    """Days in counts, without anything that was said."""
    READ_SPEECH = "read_speech"
    """Calls, transcripts and hits, numbers hidden as in the reports."""
    LISTEN = "listen"
    """The sound of a call, in which nothing can be hidden."""
    JUDGE = "judge"
    """Verdicts and notes on hits."""
    APPEAL = "appeal"
    """Appeals against hits on the calls that one sees."""
    ASSIGN = "assign"
    """Who judges which hits of a day."""
    REVEAL = "reveal"
    """The hidden numbers of one call, for a reason that is kept."""
    READ_RULES = "read_rules"
    """The rule book, its history and how right each rule is."""
    EDIT_RULES = "edit_rules"
    """Drafts, trials, publications and rollbacks of the rule book."""
    OPERATE = "operate"
    """How the nights and the machine are."""
    MANAGE = "manage"
    """Accounts, and the audit log."""


class AccountRole(StrEnum):
    """What somebody is at the console for; each is a fixed set of capabilities."""

    AGENT = "agent"
    """坐席: reads and hears own calls, and appeals."""
    VIEWER = "viewer"
    """查看: reads days and calls."""
    SUPERVISOR = "supervisor"
    """主管: listens, judges, keeps the rule book."""
    OPERATOR = "operator"
    """运维: looks after the nights, and sees nothing that was said."""
    ADMIN = "admin"
    """管理员: everything."""


_ANYBODY = frozenset({Capability.PUBLIC, Capability.SIGNED_IN, Capability.STUDIO, Capability.READ_NUMBERS})
CAPABILITIES = {
    AccountRole.AGENT: frozenset(
        {
            Capability.PUBLIC,
            Capability.SIGNED_IN,
            Capability.READ_NUMBERS,
            Capability.READ_SPEECH,
            Capability.LISTEN,
            Capability.APPEAL,
        }
    ),
    AccountRole.VIEWER: _ANYBODY | {Capability.READ_SPEECH, Capability.READ_RULES},
    AccountRole.SUPERVISOR: _ANYBODY
    | {
        Capability.READ_SPEECH,
        Capability.LISTEN,
        Capability.JUDGE,
        Capability.READ_RULES,
        Capability.EDIT_RULES,
    },
    AccountRole.OPERATOR: _ANYBODY | {Capability.READ_RULES, Capability.OPERATE},
    AccountRole.ADMIN: frozenset(Capability),
}
"""What every role may do; an account may be given some more beside it where that makes sense."""
GRANTABLE = {
    AccountRole.VIEWER: frozenset({Capability.LISTEN}),
    AccountRole.SUPERVISOR: frozenset({Capability.REVEAL, Capability.ASSIGN}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Whose calls an account sees: of these queues and of these agents; all where both are empty."""

    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.queues or self.agents)

    def holds(self, queue: str | None, agent: str | None) -> bool:
        """Return whether a call of this queue and this agent is seen."""
        return self.is_everything or queue in self.queues or agent in self.agents


EVERYTHING = Scope()


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Somebody who may sign in.

    Args:
        name: as they sign in, as the audit log and their verdicts name them.
        granted: beside the role's own capabilities; only what `GRANTABLE` allows counts.
        is_disabled: kept for the history, and may not sign in.
    """

    name: str
    role: AccountRole
    granted: frozenset[Capability] = field(default=frozenset())
    scope: Scope = EVERYTHING
    is_disabled: bool = False

    @property
    def is_limited(self) -> bool:
        """Whether it is an agent's, whose own calls are known: no other agent's account opens anything."""
        return self.role is not AccountRole.AGENT or bool(self.scope.agents and not self.scope.queues)

    @property
    def sees_judges(self) -> bool:
        """Whether it is told who judged, and what they noted: agents are told where a hit stands."""
        return self.role is not AccountRole.AGENT

    def may(self, capability: Capability) -> bool:
        """Return whether the account has a capability."""
        if not self.is_limited:
            return capability is Capability.PUBLIC
        given = self.granted & GRANTABLE.get(self.role, frozenset())
        return not self.is_disabled and capability in CAPABILITIES[self.role] | given
