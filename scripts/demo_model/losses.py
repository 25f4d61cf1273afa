"""What the base model is trained on: characters, their number, and where they are."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from scripts.demo_model.architecture import BLANK, END, mask_of
from scripts.demo_model.batches import UPSAMPLED, Batch

IGNORED = -1
_TAIL = 0.45

#: what the encoder says, and how long it is
Memory = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """The loss to minimise, and figures to watch."""

    loss: torch.Tensor
    characters: float
    ctc: float
    length: float
    accuracy: float
    counted: float


def with_end(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens with the end token appended, and their lengths."""
    padded = functional.pad(batch.tokens, (0, 1), value=IGNORED)
    padded.scatter_(1, batch.token_lengths[:, None], END)
    return padded, batch.token_lengths + 1


def predict(predictor: Any, hidden: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Both heads of CifPredictorV3 in one pass: alphas, and peaks at three times the rate."""
    context = torch.relu(predictor.cif_conv1d(predictor.pad(hidden.transpose(1, 2))))
    alphas = torch.sigmoid(predictor.cif_output(context.transpose(1, 2)).float()).squeeze(-1)
    fine = predictor.upsample_cnn(context).transpose(1, 2)
    peaks = torch.sigmoid(predictor.cif_output2(fine).float()).squeeze(-1)
    return alphas * mask, peaks * mask.repeat_interleave(UPSAMPLED, dim=1)


def integrate(hidden: torch.Tensor, alphas: torch.Tensor, lengths: torch.Tensor, size: int) -> torch.Tensor:
    """One embedding a character: CIF in closed form, alphas scaled to the true length."""
    scaled = alphas * (lengths / alphas.sum(1).clamp(min=1e-3))[:, None]
    after = scaled.cumsum(1)
    before = after - scaled
    unit = torch.arange(size, dtype=scaled.dtype)[None, :, None]
    overlap = torch.minimum(after[:, None], unit + 1) - torch.maximum(before[:, None], unit)
    embeddings = overlap.clamp(min=0) @ hidden.float()
    return embeddings * mask_of(lengths, size)[..., None]


def glance(
    model: Any, memory: Memory, targets: torch.Tensor, embeddings: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Replace some embeddings by the truth, the more the worse the first guess is.

    This is FunASR's sampler without its loop over the batch. Returns the mixed embeddings and the
    first guess.
    """
    real = targets != IGNORED
    with torch.no_grad():
        guess = model.decoder(*memory, embeddings, real.sum(1))[0].argmax(-1)
        wrong = ((guess != targets) & real).sum(1)
        shown = (wrong * model.sampling_ratio).long()
        rank = torch.rand(targets.shape).masked_fill(~real, 2.0).argsort(1).argsort(1)
        told = ((rank < shown[:, None]) & real)[..., None]
    truth = model.decoder.embed(targets.clamp(min=0))
    return torch.where(told, truth, embeddings), guess


def base_scores(model: Any, ctc: nn.Linear, batch: Batch, ctc_weight: float) -> Scores:
    """Cross-entropy, CTC, token-count error and predictor targets of one batch."""
    hidden, hidden_lengths = model.encode(batch.speech, batch.speech_lengths)
    mask = mask_of(hidden_lengths, hidden.size(1))
    targets, lengths = with_end(batch)
    total = lengths.sum()
    alphas, peaks = predict(model.predictor, hidden, mask)
    embeddings = integrate(hidden, alphas, lengths, targets.size(1))
    embeddings, guess = glance(model, (hidden, hidden_lengths), targets, embeddings)
    logits = model.decoder(hidden, hidden_lengths, embeddings, lengths)[0].float()
    characters = functional.cross_entropy(
        logits.transpose(1, 2), targets, ignore_index=IGNORED, label_smoothing=0.1
    )
    ctc_loss = _ctc(ctc, hidden, hidden_lengths, batch) / total if ctc_weight else total * 0.0
    length = ((alphas.sum(1) - lengths).abs().sum() + 0.3 * _miscount(peaks, lengths)) / total
    place = (_distance(alphas, batch.alphas) + 0.5 * _distance(peaks, batch.peaks)) / total
    loss = characters + ctc_weight * ctc_loss + length + place
    return Scores(
        loss=loss,
        characters=characters.item(),
        ctc=ctc_loss.item(),
        length=length.item(),
        accuracy=((guess == targets).sum() / total).item(),
        counted=((alphas.sum(1) + _TAIL).floor() == lengths).float().mean().item(),
    )


def _miscount(alphas: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    return (alphas.sum(1) - lengths).abs().sum()


def _distance(said: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    return (said - wanted[:, : said.size(1)]).abs().sum()


def _ctc(head: nn.Linear, hidden: torch.Tensor, lengths: torch.Tensor, batch: Batch) -> torch.Tensor:
    losses = functional.ctc_loss(
        head(hidden).float().log_softmax(-1).transpose(0, 1),
        batch.tokens.clamp(min=0),
        lengths,
        batch.token_lengths,
        blank=BLANK,
        reduction="none",
        zero_infinity=True,
    )
    return losses.sum()
