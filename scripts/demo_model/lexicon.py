"""Words to build sentences of: jieba's dictionary, and how words follow each other in the corpus."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

import jieba

_FREQUENCY_POWER = 0.5
_SINGLE_CHARACTER_SHARE = 0.2
_LONGEST_WORD = 4
_LONGEST_WALK = 14
_END = ""
_SWAPPED_TAGS = frozenset(["n", "v", "a", "d", "vn", "ns", "nz", "t", "i", "l", "an", "m"])


class WordBag:
    """Words drawn by weight."""

    def __init__(self, weighted: Iterable[tuple[str, float]]) -> None:
        pairs = list(weighted)
        self.words = [word for word, _ in pairs]
        self._cumulative = list(accumulate(weight for _, weight in pairs))

    def draw(self, rng: random.Random) -> str:
        """One word."""
        return rng.choices(self.words, cum_weights=self._cumulative)[0]


class Dictionary:
    """jieba's words of a vocabulary: drawn by frequency, by character, or by part of speech."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        entries = list(_entries(vocabulary))
        self._tag = {word: tag for word, _, tag in entries}
        self._all = WordBag((word, weight) for word, weight, _ in entries)
        by_character: dict[str, list[tuple[str, float]]] = defaultdict(list)
        by_kind: dict[tuple[str, int], list[tuple[str, float]]] = defaultdict(list)
        for word, weight, tag in entries:
            by_kind[tag, len(word)].append((word, weight))
            for character in sorted(set(word)):
                by_character[character].append((word, weight))
        self._by_character = {key: WordBag(words) for key, words in sorted(by_character.items())}
        self._by_kind = {key: WordBag(words) for key, words in by_kind.items()}
        self._characters = list(self._by_character)

    def frequent(self, rng: random.Random) -> str:
        """Return a word, common ones more often."""
        return self._all.draw(rng)

    def covering(self, rng: random.Random) -> str:
        """Return a word with a character that is drawn uniformly, so that rare characters are heard."""
        return self._by_character[rng.choice(self._characters)].draw(rng)

    def alike(self, word: str, rng: random.Random) -> str:
        """Return a word of the same part of speech and length, or the word itself."""
        tag = self._tag.get(word)
        if tag not in _SWAPPED_TAGS or len(word) < 2:
            return word
        return self._by_kind[tag, len(word)].draw(rng)


def _entries(vocabulary: frozenset[str]) -> Iterable[tuple[str, float, str]]:
    path = Path(jieba.__file__).parent / "dict.txt"
    for line in path.read_text("utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        if len(word) <= _LONGEST_WORD and vocabulary.issuperset(word):
            share = _SINGLE_CHARACTER_SHARE if len(word) == 1 else 1.0
            yield word, share * int(frequency) ** _FREQUENCY_POWER, tag


class BigramWalk:
    """Novel sentences that follow the corpus from word to word."""

    def __init__(self, clauses: Iterable[Sequence[str]]) -> None:
        self._next: dict[str, list[str]] = defaultdict(list)
        for words in clauses:
            for word, follower in zip([_END, *words], [*words, _END], strict=True):
                self._next[word].append(follower)

    def draw(self, rng: random.Random) -> str:
        """One clause."""
        said: list[str] = []
        word = rng.choice(self._next[_END])
        while word != _END and len(said) < _LONGEST_WALK:
            said.append(word)
            word = rng.choice(self._next[word])
        return "".join(said)


def cut(clause: str) -> list[str]:
    """Words of a clause; dictionary words only, so that the result never depends on a model."""
    return [str(word) for word in jieba.cut(clause, HMM=False)]
