"""Recognise stored utterances with a model in training, and count the errors."""

from collections.abc import Sequence

import torch

from scripts.demo_model.architecture import NO_BIAS
from scripts.demo_model.batches import collate
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.shards import Utterance

_BATCH = 16


def edits(said: Sequence[str], reference: Sequence[str]) -> int:
    """Levenshtein distance, in characters of strings or items of lists."""
    row = list(range(len(said) + 1))
    for i, wanted in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, heard in enumerate(said, 1):
            cost = diagonal + (wanted != heard)
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, cost)
    return row[-1]


@torch.no_grad()
def recognise(trained: Trained, utterances: Sequence[Utterance], hotwords: Sequence[str] = ()) -> list[str]:
    """Texts of some utterances, in their order; hotwords as FunASR would use them."""
    trained.model.eval()
    order = sorted(range(len(utterances)), key=lambda index: len(utterances[index].frames))
    texts = [""] * len(utterances)
    for first in range(0, len(order), _BATCH):
        chosen = order[first : first + _BATCH]
        batch = [utterances[index] for index in chosen]
        for index, text in zip(chosen, _recognise(trained, batch, hotwords), strict=True):
            texts[index] = text
    return texts


def _recognise(trained: Trained, utterances: Sequence[Utterance], hotwords: Sequence[str]) -> list[str]:
    model, index_of = trained.model, trained.index_of
    batch = collate(utterances, trained.normaliser, index_of)
    hidden, lengths = model.encode(batch.speech, batch.speech_lengths)
    embeddings, counts = model.calc_predictor(hidden, lengths)[:2]
    counts = counts.round().long()
    if counts.max() < 1:
        return [""] * len(utterances)
    listed = [[index_of[c] for c in word] for word in hotwords] + [[1]] if hotwords else None
    scores = model._seaco_decode_with_ASF(hidden, lengths, embeddings, counts, hw_list=listed)
    best = scores.argmax(-1).tolist()
    return [
        "".join(trained.tokens[token] for token in row[:count] if token > NO_BIAS)
        for row, count in zip(best, counts.tolist(), strict=True)
    ]


def error_rate(texts: Sequence[str], utterances: Sequence[Utterance]) -> float:
    """Character error rate over all utterances together."""
    wrong = sum(edits(text, one.text) for text, one in zip(texts, utterances, strict=True))
    return wrong / max(1, sum(len(one.text) for one in utterances))
