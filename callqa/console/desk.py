"""What every request of the console is answered with: the site, who may reach it, how often one may try."""

from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_urlsafe

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from callqa.console.auth.throttle import Throttle
from callqa.console.days.numbers import Numbers
from callqa.console.operating.children import Children
from callqa.console.recent import Recent
from callqa.console.rules.trials import Trials
from callqa.console.search.indexer import Indexer
from callqa.console.studio.sessions import LiveSessions
from callqa.days.day import DayResult
from callqa.days.summary import DaySummary
from callqa.operations.ranges.counting import DayTotals
from callqa.operations.studio import process
from callqa.operations.studio.process import Start
from callqa.operations.studio.studio import Studio
from callqa.settings.console import ConsoleSettings
from callqa.storage.session import Site

_SOUND_BYTES = 64 << 20
_LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Desk:
    """The console of one installation, as long as its process runs.

    Args:
        site: of the installation; its actor is the console itself.
        first: the secret of the link that makes the first account; works only while there is none.
        throttle: how often one may try to sign in.
        summaries, in_counts: of days whose reports are written, by their contents' hashes.
        outlines, sounds: of recordings, by the hashes of their bytes.
        children: commands that were started here.
        numbers, choices: what is told of days, and the agents and queues in them, in the same way.
        totals: of days, by what they were counted from and for whom.
        trials: of rule books that somebody is writing.
        indexer: reads for the search what was said since it last did.
        live: microphones that somebody speaks into.
        listened: who heard which call in which hour, so that it is written down once.
        start_engine: starts the engine of the studio.
    """

    site: Site
    first: str = field(default_factory=lambda: token_urlsafe(24))
    throttle: Throttle = field(default_factory=Throttle)
    summaries: Recent[DaySummary | None] = field(default_factory=lambda: Recent(1_000))
    in_counts: Recent[DayResult] = field(default_factory=lambda: Recent(4))
    outlines: Recent[list[list[int]]] = field(default_factory=lambda: Recent(200))
    sounds: Recent[bytes] = field(default_factory=lambda: Recent(_SOUND_BYTES, len))
    children: Children = field(default_factory=Children)
    numbers: Recent[Numbers] = field(default_factory=lambda: Recent(200))
    choices: Recent[tuple[list[str], list[str]]] = field(default_factory=lambda: Recent(200))
    totals: Recent[DayTotals] = field(default_factory=lambda: Recent(1_000))
    trials: Trials = field(default_factory=Trials)
    indexer: Indexer = field(default_factory=Indexer)
    live: LiveSessions = field(default_factory=LiveSessions)
    listened: Recent[bool] = field(default_factory=lambda: Recent(10_000))
    start_engine: Start = process.start

    @cached_property
    def studio(self) -> Studio:
        """The studio; nothing of it is there before somebody uses it."""
        return Studio(self.site, self.start_engine)

    @property
    def settings(self) -> ConsoleSettings:
        """The console's own settings."""
        return self.site.settings.console

    @property
    def origins(self) -> tuple[str, ...]:
        """The addresses by which browsers may reach it, the one for links first."""
        console = self.settings
        if console.url:
            return (console.url,)
        scheme = "https" if console.tls.is_on else "http"
        hosts = _LOCAL if console.is_loopback else (console.address,)
        return tuple(f"{scheme}://{host}:{console.port}" for host in hosts)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over HTTPS."""
        return self.origins[0].startswith("https://")

    @property
    def cookie(self) -> str:
        """The cookie's name; over HTTPS one that no other host of the domain can set."""
        return "__Host-callqa" if self.is_secure else "callqa"


def desk_of(request: HTTPConnection) -> Desk:
    """Return the desk of the application that answers a request."""
    app: FastAPI = request.app
    desk: Desk = app.state.desk
    return desk
