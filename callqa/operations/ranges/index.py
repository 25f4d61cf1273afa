"""Index: the page beside all reports that lists every night; written anew whenever one of them changes."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from callqa.host.files import replacing
from callqa.host.report_folder import folders
from callqa.storage.counts import load_history
from callqa.storage.session import Site
from reports.html.index import NAME, render_index
from reports.view.range.index import index_of
from reports.words.language import speaking


def write_index(site: Site) -> None:
    """Write the list of all nights, from what is stored and from the reports that are there.

    Nobody else writes it meanwhile: who comes later has seen everything that was stored before.

    Raises:
        BadInputError: its template is broken.
    """
    database = site.database
    with database.transaction() as connection:
        database.alone(connection, "index")
        reports = site.configuration.resolve(site.settings.reports)
        text = _index(site)
        with replacing(reports / NAME) as temporary:
            temporary.write_text(text, encoding="utf-8")


def _index(site: Site) -> str:
    until = site.today() + timedelta(days=1)
    known = site.store.days(date.min, until)
    span = (until - known[0]).days + 2 if known else 1
    history = load_history(site.store, until + timedelta(days=1), span) if known else ()
    language = site.settings.report.language
    spans = [*_written(site)]
    with speaking(language):
        days = [first for first, last in spans if first == last]
        index = index_of(history, days, [each for each in spans if each[0] != each[1]])
    return render_index(index, masked=site.settings.privacy.mask, language=language)


def _written(site: Site) -> Iterator[tuple[date, date]]:
    """Yield the days and ranges whose page is there, as first and last day."""
    for folder, first in folders(site.configuration.resolve(site.settings.reports)):
        if (folder / f"qa-{folder.name}.html").is_file():
            with suppress(ValueError):
                yield first, date.fromisoformat(folder.name.rpartition("_")[2])
