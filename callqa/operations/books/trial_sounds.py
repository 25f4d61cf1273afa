"""Where a hit of a trial is found again and heard: beside the report of its day, or in a clip of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from callqa.audio.playback import Heard, Listening
from callqa.host.files import forget_others
from callqa.host.report_folder import TRIAL_CLIPS
from callqa.model.playback import ClipMode, Sound
from callqa.model.retention import Kind
from callqa.operations.listening import heard, listening_in
from callqa.operations.load import load_outline, shown
from callqa.operations.ranges.hearing import kept_sound
from callqa.operations.report import report_paths
from callqa.rules.evaluation.trial import Trial, TrialHit
from callqa.storage import purges
from callqa.storage.session import Site
from reports.html.trial import MOST_HITS, HitPlace, Places
from reports.view.pages import playable
from reports.view.range.addresses import address_of_call
from reports.words.language import page_words, trial_words, words


def places_on(site: Site, trial: Trial, page: Path) -> Places:
    """Return the places of a trial's hits, as its page shows them; clips that no report has are made.

    Args:
        page: where it will be. Outside the folder of a day nothing would remove a clip in time: there is
            neither sound nor a link then.
    """
    reports = site.configuration.resolve(site.settings.reports)
    if page.parent.parent != reports:
        return lambda _: HitPlace(why=trial_words.NOT_BESIDE)
    found: dict[tuple[date | None, str, str], HitPlace] = {}
    hits = [hit for hit in (*trial.gained[:MOST_HITS], *trial.lost[:MOST_HITS]) if hit.day and hit.stored_id]
    for day in sorted({hit.day for hit in hits if hit.day}):
        of_day = [hit for hit in hits if hit.day == day]
        places = _Places.of(site, day, of_day, page)
        found |= {_key(hit): places.place(hit) for hit in of_day}
    return lambda hit: found.get(_key(hit), HitPlace())


def forget_unused(folder: Path) -> None:
    """Remove the clips in a folder that none of its trials' pages plays any more."""
    clips = folder / TRIAL_CLIPS
    if not clips.is_dir():
        return
    pages = [page.read_text(encoding="utf-8") for page in folder.glob("rules-trial-*.html")]
    used = {path.name for path in clips.iterdir() if any(path.name in text for text in pages)}
    forget_others(clips, used, r"[0-9a-f]{24}\.ogg")


def _key(hit: TrialHit) -> tuple[date | None, str, str]:
    return hit.day, hit.stored_id, hit.finding.finding_id


@dataclass(frozen=True, kw_only=True, slots=True)
class _Places:
    """The calls of one day.

    Args:
        calls: by the id under which they are stored.
        has_report: whether the report of the day is there.
        beside: hears what that has kept.
        own: makes clips for the page of the trial; None where none may be made.
    """

    day: date
    calls: dict[str, Heard]
    has_report: bool
    beside: Listening
    own: Listening | None
    _kept: dict[str, Sound] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, day: date, hits: Sequence[TrialHit], page: Path) -> "_Places":
        stored = load_outline(site, day, {hit.stored_id for hit in hits})
        seen = shown(site.configuration, stored)
        report = report_paths(site.configuration, day).html
        calls = zip(stored.calls, seen.calls, strict=True)
        return cls(
            day=day,
            calls={one.recording.call_id: heard(one, other, drawn=True) for one, other in calls},
            has_report=report.is_file(),
            beside=listening_in(site.configuration, report.parent),
            own=_own(site, day, page),
        )

    def place(self, hit: TrialHit) -> HitPlace:
        """Return where one hit is found and heard."""
        href = address_of_call(self.day, hit.finding.call_id) if self.has_report else ""
        call = self.calls.get(hit.stored_id)
        if call is None:
            return HitPlace(href=href, why="" if href else trial_words.NO_REPORT)
        kept = self._kept.setdefault(hit.stored_id, kept_sound(self.beside, call))
        offset = 0 if hit.finding.turn is None else hit.finding.start_ms
        sound = kept if playable(offset, kept) else self._cut(call, hit) or kept
        play = playable(offset, sound)
        unheard = page_words.UNHEARD[sound.unheard] if sound.unheard else page_words.NOT_THERE
        why = ("" if href else trial_words.NO_REPORT, "" if play else unheard)
        return HitPlace(
            href=href, play=play.href if play else "", why=words.SEMICOLON.join(filter(None, why))
        )

    def _cut(self, call: Heard, hit: TrialHit) -> Sound | None:
        if self.own is None:
            return None
        return self.own.sound(replace(call, drawn=False, findings=(hit.finding,)))


def _own(site: Site, day: date, page: Path) -> Listening | None:
    """Return what makes clips beside a page, unless the setting is to make none or they would be too old."""
    listening = listening_in(site.configuration, page.parent)
    oldest = site.settings.retention.cutoffs(site.today()).get(Kind.CLIPS, date.min)
    too_old = day < oldest or Kind.CLIPS in purges.purged(site.database, day)
    if listening.mode is ClipMode.NONE or too_old:
        return None
    return replace(listening, mode=ClipMode.ALL, clips=TRIAL_CLIPS)
