"""Return whether a finding rests on what the recogniser heard, or on the hotwords that it was given."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from callqa.model.annotations import PlainReading, as_recognised
from callqa.model.finding import Certainty, Finding
from callqa.model.transcript import Turn
from callqa.text.fold import Folded, fold_with_origin
from callqa.text.pinyin import Syllable, distance, same_sound, syllables

_Place = tuple[Turn, int, int]


def marked(finding: Finding, turns: Sequence[Turn]) -> Finding:
    """Return the finding with its certainty, and with the other reading where there is one.

    Doubtful where the words were recognised a second time without hotwords, and then sounded
    otherwise (tones and homophones apart). Near-sound where a correction by sound wrote the words.

    Args:
        finding: as its rule made it.
        turns: of the transcript that the rule read.
    """
    if _is_read_once(finding, turns):
        return finding
    places = list(_places(finding, turns))
    others = [_unconfirmed(*place) for place in places]
    if any(other is not None for other in others):
        shown = [_plain(*p) if o is None else o for p, o in zip(places, others, strict=True)]
        return replace(finding, certainty=Certainty.DOUBTFUL, other_reading="".join(shown))
    if any(_is_corrected(*place) for place in places) and finding.certainty is Certainty.EXACT:
        originals = "".join(_original(turn)[start:end] for turn, start, end in places)
        return replace(finding, certainty=Certainty.NEAR_SOUND, other_reading=originals)
    return finding


def _places(finding: Finding, turns: Sequence[Turn]) -> Iterator[_Place]:
    """Yield the turn of the evidence, and those of the same channel that its last characters are in."""
    if finding.turn is None:
        return
    first = turns[finding.turn]
    yield first, finding.start, finding.end
    left = len(finding.evidence) - (finding.end - finding.start)
    for index in range(finding.turn + 1, len(turns)):
        if left <= 0:
            return
        turn = turns[index]
        if (turn.channel, turn.role) == (first.channel, first.role):
            yield turn, 0, min(left, len(turn.text))
            left -= len(turn.text)


def _is_read_once(finding: Finding, turns: Sequence[Turn]) -> bool:
    """Return whether nothing else is known about the evidence, as of nearly every finding."""
    if finding.turn is None:
        return True
    known = turns[finding.turn].annotations
    in_one_turn = finding.end - finding.start == len(finding.evidence)
    return in_one_turn and not (known.plain or known.corrections)


def _is_corrected(turn: Turn, start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in turn.annotations.corrections)


def _original(turn: Turn) -> str:
    return as_recognised(turn.text, turn.annotations.corrections)


def _unconfirmed(turn: Turn, start: int, end: int) -> str | None:
    """Return what the span reads without hotwords, if that sounds otherwise; None where confirmed."""
    reading = _plain(turn, start, end)
    heard = _original(turn)[start:end]
    return None if _sound_alike(heard, reading) else reading


def _plain(turn: Turn, start: int, end: int) -> str:
    """Read the span without hotwords; characters that were not read twice stay as they are."""
    original = _original(turn)
    pieces, at = [], start
    for one in _overlapping(turn.annotations.plain, start, end):
        first, last = max(start, one.start), min(end, one.end)
        pieces += [original[at:first], _aligned(original, one, first, last)]
        at = last
    return "".join([*pieces, original[at:end]])


def _overlapping(readings: Iterable[PlainReading], start: int, end: int) -> Iterator[PlainReading]:
    return (one for one in readings if one.start < end and start < one.end)


def _aligned(original: str, reading: PlainReading, start: int, end: int) -> str:
    """Return the part of a plain reading that stands where ``original[start:end]`` stands."""
    ours = fold_with_origin(original[reading.start : reading.end])
    theirs = fold_with_origin(reading.text)
    wanted = {n for n, index in enumerate(ours.origin) if start <= index + reading.start < end}
    met = [theirs.origin[b] for a, b in _pairs(ours, theirs) if a in wanted]
    return reading.text[min(met) : max(met) + 1] if met else ""


def _sound_alike(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = _sounds(fold_with_origin(one)), _sounds(fold_with_origin(other))
    return len(first) == len(second) and all(map(same_sound, first, second))


def _sounds(folded: Folded) -> tuple[Syllable, ...]:
    return syllables(folded.text)


def _pairs(ours: Folded, theirs: Folded) -> list[tuple[int, int]]:
    """Positions that stand for each other in the cheapest alignment of the two texts by sound."""
    prices = _prices(_sounds(ours), _sounds(theirs))
    pairs, a, b = [], len(ours.text), len(theirs.text)
    while a and b:
        here = prices[a][b]
        if here == prices[a - 1][b] + 1:
            a -= 1
        elif here == prices[a][b - 1] + 1:
            b -= 1
        else:
            a, b = a - 1, b - 1
            pairs.append((a, b))
    return pairs


def _prices(ours: Sequence[Syllable], theirs: Sequence[Syllable]) -> list[list[float]]:
    """Price of the cheapest alignment of every two beginnings."""
    rows = [[float(count) for count in range(len(theirs) + 1)]]
    for number, heard in enumerate(ours, start=1):
        above, row = rows[-1], [float(number)]
        for column, other in enumerate(theirs, start=1):
            replaced = above[column - 1] + distance(heard, other)
            row.append(min(replaced, above[column] + 1, row[-1] + 1))
        rows.append(row)
    return rows
