"""Keeping a search under a name: one's own only."""

from collections.abc import Mapping

from callqa.model.errors import BadInputError, NotThereError
from callqa.storage.accounts import searches
from callqa.storage.accounts.searches import SavedSearch
from callqa.storage.session import Site
from callqa.text.masking import mask

FIELDS = ("words", "first", "last", "agent", "queue", "role", "rule", "verdict")
MOST, MOST_LABEL = 30, 40


def saved(site: Site, account: str) -> list[SavedSearch]:
    """Return what somebody has kept, by name."""
    return searches.of(site.database, account)


def save(site: Site, account: str, label: str, asked: Mapping[str, str]) -> SavedSearch:
    """Keep a search; one of the same name is replaced.

    Raises:
        BadInputError: it has no name, looks for nothing, or there are too many.
    """
    name = " ".join(label.split())[:MOST_LABEL]
    told = {field: value.strip() for field in FIELDS if (value := asked.get(field, "")).strip()}
    if not name or not told.get("words"):
        raise BadInputError("要写搜索词，也要写名称", "保存搜索", "例如：本周的退款")
    if site.settings.privacy.mask_stored:
        name, told = mask(name), {field: mask(value) for field, value in told.items()}
    new = SavedSearch(account=account, label=name, asked=told, saved_at=site.now())
    with site.database.transaction() as connection:
        searches.remove(connection, account, name)
        if searches.count(connection, account) >= MOST:
            raise BadInputError(f"最多保存 {MOST} 个搜索", "保存搜索", "先删掉不用的")
        searches.keep(connection, new)
    return new


def find(site: Site, account: str, label: str) -> SavedSearch:
    """Return one of somebody's searches.

    Raises:
        NotThereError: they have none of that name.
    """
    found = next((each for each in saved(site, account) if each.label == label), None)
    if found is None:
        raise NotThereError("没有这个保存的搜索", "搜索", "可能已经删掉")
    return found


def forget(site: Site, account: str, label: str) -> None:
    """Remove one of somebody's searches."""
    with site.database.transaction() as connection:
        searches.remove(connection, account, label)
