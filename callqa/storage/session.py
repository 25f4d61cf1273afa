"""The site: what every use case needs to know about where it works, for whom, and what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from callqa.host import users
from callqa.host.files import private_files
from callqa.host.sharing import share
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.schema import Settings
from callqa.storage.database import Database
from callqa.storage.store import Store

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, eq=False)
class Site:
    """One installation, as one door works on it for one person.

    Args:
        configuration: of the installation.
        actor: who asks, as the audit log names them.
        clock: returns the present moment, aware.
        connect: opens the database. It is asked at the first use, not before: a night whose database
            cannot be opened must still be able to say so.
    """

    configuration: Configuration
    actor: str
    clock: Clock
    connect: Callable[[], Database]

    @classmethod
    @contextmanager
    def open(cls, config: str | Path, *, actor: str = "", clock: Clock = utc_now) -> "Iterator[Site]":
        """Load a configuration, and close its database at the end of the block if it was used.

        Args:
            config: path of the configuration file.
            actor: who asks; default the user of this process, or whoever the console started it for.
            clock: returns the present moment, aware.

        Raises:
            BadInputError: something in the configuration is wrong.
        """
        private_files()  # a schedule starts flows without our command
        configuration = pipeline_yaml.load(Path(config))
        share(configuration.resolve(configuration.settings.reports), configuration.settings.report.group)
        site = cls(
            configuration=configuration,
            actor=actor or users.actor(),
            clock=clock,
            connect=lambda: Database(configuration.database_url),
        )
        try:
            yield site
        finally:
            if "database" in vars(site):
                site.database.close()

    @cached_property
    def database(self) -> Database:
        """The open database.

        Raises:
            CallqaError: it cannot be opened; see `Database`.
        """
        return self.connect()

    @cached_property
    def store(self) -> Store:
        """The days in the database."""
        return Store(self.database)

    @property
    def settings(self) -> Settings:
        """What the configuration says."""
        return self.configuration.settings

    @property
    def zone(self) -> ZoneInfo:
        """The configured time zone."""
        return self.settings.zone

    @property
    def lease_s(self) -> float:
        """How long after its last sign of life whoever holds a day counts as dead, in seconds."""
        return self.settings.night.lease_minutes * 60

    def now(self) -> datetime:
        """Return the present moment."""
        return self.clock()

    def today(self) -> date:
        """Return the date on the wall of this site."""
        return self.now().astimezone(self.zone).date()

    def yesterday(self) -> date:
        """Return the day whose night is worked on now."""
        return self.settings.yesterday(self.now())

    def run_id(self, what: str) -> str:
        """Return a name for a run that is no night: what it does, and since when."""
        return f"{what}-{self.now().astimezone(UTC):%Y%m%dT%H%M%S}"
