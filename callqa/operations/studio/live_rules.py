"""The rule book in force, put to what is said while it is said; nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from callqa.model.finding import Finding
from callqa.model.recording import Recording, Role
from callqa.model.transcript import Outcome, Transcript
from callqa.recognition.turns import Utterance, to_turns
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.in_force import current, in_force
from callqa.rules.language.rule import RuleBook
from callqa.storage.session import Site

_CALL = "live"
_MOST = 200
"""Utterances that are looked at together: some minutes, so that an hour costs no more than its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveHits:
    """What the newest words have changed.

    Args:
        found: hits that were not there before, in order of time.
        gone: ids of hits that what was said since has taken back.
    """

    found: Sequence[Finding] = ()
    gone: Sequence[str] = ()


class LiveRules:
    """A rule book over one live session.

    Args:
        book: the rules.
        role: of whoever speaks; rules for another role find nothing.
        started_at: of the session, aware.
    """

    def __init__(self, book: RuleBook, role: Role, started_at: datetime) -> None:
        self._book, self._role = book, role
        self._recording = Recording(call_id=_CALL, path="", started_at=started_at)
        self._said: list[Utterance] = []
        self._known: dict[str, Finding] = {}

    def hear(self, utterance: Utterance) -> LiveHits:
        """Take what was said last; return which hits that has made and taken back."""
        self._said = [*self._said, utterance][-_MOST:]
        found = {each.finding_id: each for each in self._hits()}
        begins = self._said[0].start_ms
        gone = [name for name, each in self._known.items() if name not in found and each.start_ms >= begins]
        new = [each for name, each in found.items() if name not in self._known]
        self._known = {name: each for name, each in (self._known | found).items() if name not in gone}
        return LiveHits(found=new, gone=gone)

    def _hits(self) -> Sequence[Finding]:
        """Return what was said and hits; what was not said yet may still come."""
        transcript = Transcript(
            call_id=_CALL,
            audio_sha256="",
            engine_revision="",
            outcome=Outcome.OK,
            duration_ms=self._said[-1].end_ms,
            channels=1,
            turns=to_turns(self._said, (self._role,)),
        )
        found = evaluate(transcript, self._book, self._recording).findings
        return [each for each in found if each.turn is not None]


def rules_for(site: Site, role: Role) -> LiveRules:
    """Return the published book, or the file's before one was published, for a live session.

    Raises:
        BadInputError: there is no good book.
    """
    found = in_force(site.database)
    book = found[1] if found else current(site.configuration)
    return LiveRules(book, role, site.now().astimezone(site.zone))
