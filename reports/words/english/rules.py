"""The English words of rules: why one was not evaluated."""

from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role

_ROLES = {None: "anybody", Role.AGENT: "the agent", Role.CUSTOMER: "the customer", Role.UNKNOWN: "a stranger"}
_NO_PROOF = "not hit does not mean not said"

_UNDECIDED = {
    Why.FAILED: "the recording was not recognised",
    Why.NOT_FLAGGED: "not judged by the rules yet",
    Why.TOO_SHORT: "a recording of {seconds:.1f} s is too short for what should have been said",
    Why.INCOMPLETE_AUDIO: f"the recording lacks {{seconds:.0f}} s, {_NO_PROOF}",
    Why.UNREAD_AUDIO: f"{{seconds:.0f}} s of the file were not read, {_NO_PROOF}",
    Why.SHORTER_THAN_RECORD: (
        f"the recording is {{seconds:.0f}} s shorter than the talk time of the call records, {_NO_PROOF}"
    ),
    Why.UNHEARD_CHANNEL: f"a channel has sound but no speech was found in it, {_NO_PROOF}",
    Why.IMPLAUSIBLE_RATE: f"the header gives a sample rate that does not fit the sound, {_NO_PROOF}",
    Why.NO_RECORD: "the call records say nothing about this call",
    Why.NO_QUEUE: "the call records name no queue",
    Why.NO_AGENT: "the call records name no agent",
    Why.NO_DIRECTION: "the call records give no direction",
    Why.NOBODY_SPEAKS: "nobody speaks",
    Why.ROLE_SILENT: "{role} does not speak",
    Why.ROLE_UNCLEAR: "it is not known what {role} says",
    Why.SPEAKER_UNCLEAR: "it is not known whether it is {role} who speaks",
    Why.WORDS_UNCLEAR: "it is not known whether it is {role} who says the words at {seconds:.0f} s",
    Why.REPEATER_UNCLEAR: "somebody says the same again, but it is not known whether it is {role}",
    Why.TURNS_UNCLEAR: "turns cannot be counted: it is not known who says some of them",
    Why.NO_DURATION: "it is not known how long the recording is",
    Why.NO_TURN_TIMES: "the turns have no times",
    Why.NO_TIMES_FOR_WINDOW: "the characters have no times, so that the part of the call is not known",
    Why.NO_TIMES_BETWEEN: "the characters have no times, so that the time between the steps is not known",
    Why.ANCHOR_UNKNOWN: "the other rule that it depends on was not evaluated",
    Why.AS_WRITTEN: "{text}",
}


def undecided(why: Undecided) -> str:
    """Say why it cannot be known whether a rule hits."""
    return _UNDECIDED[why.kind].format(role=_ROLES[why.role], seconds=why.seconds, text=why.text)
