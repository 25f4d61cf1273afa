"""The morning message as title and text, short enough for every chat program."""

from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from callqa.monitoring.notice import Notice
from callqa.settings.schema import Language
from reports.words.language import message_words, speaking

MOST_BYTES = 2_000
"""企业微信 takes 2048 bytes of text (developer.work.weixin.qq.com/document/path/91770); what is longer it
refuses, and Apprise counts that as sent. Chinese is three bytes a character."""
_TEMPLATES = Path(__file__).parents[1] / "templates"
_FIGURES, _FIRST = 9, 4
"""Lines of a digest that hold its figures, and problems, that stay as long as possible."""
_ENDS = 2
"""The last lines of a digest say where the report is."""


@cache
def _environment() -> Environment:
    # plain text: nothing to escape
    return Environment(  # noqa: S701
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def message(notice: Notice, language: Language = Language.CHINESE) -> tuple[str, str]:
    """Return title and text; ``templates/message.txt`` can be rewritten."""
    draft = _Draft.of(notice)
    with speaking(language):
        while len(draft.text().encode()) > MOST_BYTES and draft.shorten():
            pass
        fitting = draft.text().encode()[:MOST_BYTES].decode(errors="ignore")
    title, _, body = fitting.partition("\n")
    return title, body.strip()


@dataclass(kw_only=True)
class _Draft:
    """A message while it is being shortened; what matters least goes first.

    Args:
        digest: without its title, which the message has, and its end.
        end: of the digest: where the report is.
    """

    notice: Notice
    problems: list[str]
    notes: list[str]
    digest: list[str]
    end: list[str]
    is_cut: bool = field(default=False)

    @classmethod
    def of(cls, notice: Notice) -> "_Draft":
        lines = notice.digest.strip().splitlines()[1:]
        return cls(
            notice=notice,
            problems=list(notice.problems),
            notes=list(notice.notes),
            digest=lines[:-_ENDS],
            end=lines[-_ENDS:],
        )

    def text(self) -> str:
        values = {**asdict(self.notice), "problems": self.problems, "notes": self.notes}
        values |= {"digest": self.digest, "end": self.end, "is_cut": self.is_cut, "w": message_words}
        return _environment().get_template("message.txt").render(values).strip()

    def shorten(self) -> bool:
        """Leave out one line more; False when only what must be said is left."""
        self.is_cut = True
        order = ((self.digest, _FIGURES), (self.notes, 0), (self.problems, _FIRST), (self.digest, 0))
        for lines, least in (*order, (self.problems, 1)):
            if len(lines) > least:
                lines.pop()
                return True
        return False
