"""The morning message as title and text, short enough for every chat program."""

import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError

from callqa.host import logs
from callqa.monitoring.notice import Kind, Notice
from callqa.settings.schema import Language
from reports.words.language import message_words, speaking

MOST_BYTES = 2_000
"""企业微信 takes 2048 bytes of text (developer.work.weixin.qq.com/document/path/91770); what is longer it
refuses, and Apprise counts that as sent. Chinese is three bytes a character."""
_TEMPLATES = Path(__file__).parents[1] / "templates"
_NAME = "message.txt"
_FIGURES, _FIRST = 9, 4
"""Lines of a digest that hold its figures, and problems, that stay as long as possible."""
_ENDS = 2
"""The last lines of a digest say where the report is."""


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - plain text: nothing to escape
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def message(notice: Notice, language: Language = Language.CHINESE) -> tuple[str, str]:
    """Return title and text; ``templates/message.txt`` can be rewritten.

    A broken one costs no message: it goes out in the default words, and says first what is broken where.
    """
    with speaking(language):
        try:
            draft = _Draft.of(notice)
            fitting = _fitting(draft, draft.text)
        except Exception as error:  # whatever somebody wrote there: the night has to be told all the same
            logs.unexpected(error, "filling the template of the message")
            draft = _Draft.of(replace(notice, problems=(_broken(error), *notice.problems)))
            fitting = _fitting(draft, draft.default)
    title, _, body = fitting.partition("\n")
    return title, body.strip()


def _fitting(draft: "_Draft", text: Callable[[], str]) -> str:
    while len(text().encode()) > MOST_BYTES and draft.shorten():
        pass
    return text().encode()[:MOST_BYTES].decode(errors="ignore")


def _broken(error: Exception) -> str:
    """Say in which file and line of the template an error is, and of which kind; nothing that it quotes."""
    file, line = str(_TEMPLATES / _NAME), 0
    if isinstance(error, TemplateSyntaxError):
        file, line = error.filename or file, error.lineno
    else:
        # Jinja puts the templates' own lines into the traceback
        frames = traceback.extract_tb(error.__traceback__)
        inside = [frame for frame in frames if frame.filename.startswith(str(_TEMPLATES))]
        line = inside[-1].lineno or 0 if inside else 0
    return message_words.broken_template(file, line, type(error).__name__)


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
        return _environment().get_template(_NAME).render(values).strip()

    def default(self) -> str:
        """Return the same without the template."""
        notice, w = self.notice, message_words
        span = w.span(notice.first, notice.day) if notice.first not in (None, notice.day) else notice.day
        helping = {
            Kind.FAILED: w.failed(notice.day, reported=bool(self.end)),
            Kind.DID_NOT_RUN: w.did_not_run(notice.day),
            Kind.RULES_REFUSED: w.RULES_REFUSED,
            Kind.TEST: w.TEST,
        }
        cut = [w.CUT_DIGEST] if self.is_cut else []
        return "\n".join(
            [
                f"{w.KICKER} {span}{w.COLON}{w.TITLES[notice.kind]}",
                *filter(None, [helping.get(notice.kind)]),
                *(f"{w.ATTENTION}{problem}" for problem in self.problems),
                *self.notes,
                *self.digest,
                *cut,
                *self.end,
                f"{w.MACHINE}{notice.host}",
            ]
        )

    def shorten(self) -> bool:
        """Leave out one line more; False when only what must be said is left."""
        self.is_cut = True
        order = ((self.digest, _FIGURES), (self.notes, 0), (self.problems, _FIRST), (self.digest, 0))
        for lines, least in (*order, (self.problems, 1)):
            if len(lines) > least:
                lines.pop()
                return True
        return False
