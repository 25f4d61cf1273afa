"""A site over what a test has already: its configuration, its open database, the moment that it is about."""

from datetime import datetime
from pathlib import Path

from callqa.host.users import who
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.recordings import RecordingSettings
from callqa.settings.schema import Settings
from callqa.storage.session import Site, utc_now
from callqa.storage.store import Store
from tests.support.databases import open_new


def site(
    configuration: Configuration,
    store: Store | None = None,
    *,
    now: datetime | None = None,
    actor: str = "",
) -> Site:
    """Build a site.

    Args:
        configuration: of the project.
        store: over the database that is open; None opens the configured one when it is asked for.
        now: the moment at which its clock stands; None for a clock that runs.
        actor: who asks; default the user of this process.
    """
    return Site(
        configuration=configuration,
        actor=actor or who(),
        clock=(lambda: now) if now else utc_now,
        connect=lambda: store.database if store else open_new(configuration.database_url),
    )


def site_over(store: Store, *, now: datetime | None = None, actor: str = "") -> Site:
    """Build a site over a database alone, for what does not depend on any setting."""
    settings = Settings(recordings=RecordingSettings(folders=["inbox"]))
    configuration = Configuration(
        settings=settings, path=Path("/nowhere/pipeline.yaml"), home=Path("/nowhere")
    )
    return site(configuration, store, now=now, actor=actor)
