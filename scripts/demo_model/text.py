"""What the training voices say: corpus lines, recombinations, word salad and the slot grammar."""

import hashlib
import random
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from scripts.demo_model import grammar, spoken
from scripts.demo_model.lexicon import BigramWalk, Dictionary, cut

CORPUS = Path(__file__).parent / "corpus"
_HELD_OUT_ONE_IN = 20
_SWAP_SHARE = 0.3


def is_held_out(text: str) -> bool:
    """Pick the one sentence in twenty that is never trained on, whoever made it up."""
    digest = hashlib.md5(text.replace(" ", "").encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % _HELD_OUT_ONE_IN == 0


class TextSource:
    """Draws sentences (Hanzi, a space at a pause) from the corpus, the grammar and a dictionary."""

    def __init__(self, corpus: Path = CORPUS) -> None:
        files = sorted(corpus.glob("*.txt"))
        lines = [" ".join(line.split()) for file in files for line in _lines(file)]
        self.lines = sorted({line for line in lines if line})
        self.training_lines = [line for line in self.lines if not is_held_out(line)]
        self.held_out_lines = [line for line in self.lines if is_held_out(line)]
        self._clauses = [clause for line in self.training_lines for clause in line.split()]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every character of the corpus and the grammar."""
        return frozenset("".join(self.lines).replace(" ", "")) | grammar.characters()

    @cached_property
    def dictionary(self) -> Dictionary:
        """jieba's words of this vocabulary."""
        return Dictionary(self.vocabulary)

    @cached_property
    def walk(self) -> BigramWalk:
        """How words follow each other in the lines that may be trained on."""
        return BigramWalk(cut(clause) for clause in self._clauses)

    def prepare(self) -> None:
        """Read the dictionary now, so that processes forked later need not."""
        _ = self.dictionary, self.walk

    def line(self, rng: random.Random) -> str:
        """Return a corpus line as it stands."""
        return rng.choice(self.training_lines)

    def recombined(self, rng: random.Random) -> str:
        """One to four clauses of different corpus lines."""
        count = rng.choices([1, 2, 3, 4], [0.3, 0.35, 0.25, 0.1])[0]
        return " ".join(rng.choice(self._clauses) for _ in range(count))

    def walked(self, rng: random.Random) -> str:
        """One or two clauses that follow the corpus from word to word."""
        return " ".join(self.walk.draw(rng) for _ in range(rng.choice([1, 1, 2])))

    def swapped(self, rng: random.Random) -> str:
        """Return a corpus line in which words gave way to others of the same kind."""
        return " ".join(self._swap(clause, rng) for clause in self.line(rng).split())

    def _swap(self, clause: str, rng: random.Random) -> str:
        swap = self.dictionary.alike
        return "".join(swap(w, rng) if rng.random() < _SWAP_SHARE else w for w in cut(clause))

    def salad(self, rng: random.Random) -> str:
        """Unrelated words: every character is learnt in its words, not in a few sentences."""
        clauses = rng.choice([1, 1, 2])
        return " ".join(self._salad_clause(rng) for _ in range(clauses))

    def _salad_clause(self, rng: random.Random) -> str:
        return "".join(self._salad_word(rng) for _ in range(rng.randint(2, 6)))

    def _salad_word(self, rng: random.Random) -> str:
        kinds: list[Callable[[random.Random], str]] = [
            self.dictionary.frequent,
            self.dictionary.covering,
            lambda source: source.choice(grammar.phrases()),
            grammar.name,
            spoken.some_number,
        ]
        return rng.choices(kinds, [0.5, 0.27, 0.12, 0.06, 0.05])[0](rng)

    def sentence(self, rng: random.Random) -> str:
        """Return a sentence of the training mix, which may be one that is held out."""
        kinds = [self.line, self.recombined, self.walked, self.swapped, self.salad]
        return rng.choices(
            [*kinds, grammar.sentence, grammar.naming_sentence],
            [0.14, 0.14, 0.20, 0.14, 0.18, 0.16, 0.04],
        )[0](rng)

    def fluent(self, rng: random.Random) -> str:
        """Return a sentence that somebody might say: no salad, no swapped words."""
        kinds = [self.recombined, self.walked, grammar.sentence]
        return rng.choices(kinds, [0.4, 0.3, 0.3])[0](rng)


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()
