"""Recognition with FunASR: exactly one result for every segment, whatever the batch does."""

from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np

from callqa.audio.samples import Samples
from callqa.host.resources import give_back_freed_memory, usable_cores
from callqa.model.errors import Failure, RecognitionError
from callqa.model.speech import MIN_SEGMENT, SAMPLE_RATE, Recognition, to_ms
from callqa.recognition.front_end.packing import pack
from callqa.recognition.funasr.ctc_times import keep_texts_without_times
from callqa.recognition.funasr.device_errors import release_memory, translated
from callqa.recognition.funasr.exact_padding import make_padding_exact
from callqa.recognition.funasr.families import Family, family_of
from callqa.recognition.funasr.fast.accelerate import accelerate
from callqa.recognition.funasr.loading import build, pick_device
from callqa.recognition.funasr.model_folder import ModelFolder
from callqa.recognition.funasr.punctuation import Punctuator
from callqa.recognition.funasr.tokens import keep_tokens_apart
from callqa.recognition.funasr.vllm import build_vllm
from callqa.recognition.funasr.whisper import require_whisper
from callqa.recognition.precedence import Precedence
from callqa.settings.recognition import DEFAULTS, Backend, TranscribeSettings, threads_for


def load_recogniser(
    folder: ModelFolder, settings: TranscribeSettings, hotwords: Sequence[str]
) -> "FunAsrRecogniser":
    """Load the model of a checked folder.

    Args:
        folder: of the model.
        settings: device, precision, threads, batch size, language and punctuation are used.
        hotwords: all of which the family can use.

    Raises:
        BadInputError: the model cannot be loaded.
        RecognitionError: the installed FunASR is not the one that this was written for.
    """
    device = pick_device(settings.device)
    model = _built(folder, settings, device)
    make_padding_exact(model.model)
    keep_texts_without_times(model.model)
    keep_tokens_apart(model.model)
    stock_parts = accelerate(model, device, settings.precision)
    give_back_freed_memory()
    return FunAsrRecogniser(
        model,
        family_of(folder, settings),
        hotwords=hotwords,
        batch_seconds=settings.batch_seconds,
        punctuator=_punctuator(settings, device),
        stock_parts=stock_parts,
    )


def _built(folder: ModelFolder, settings: TranscribeSettings, device: str) -> Any:
    if settings.backend is Backend.VLLM:
        return build_vllm(folder, device)
    if folder.model_class == "WhisperWarp":
        require_whisper()
    threads = settings.threads or threads_for(
        (folder.path / "model.pt").stat().st_size,
        device,
        cores=usable_cores(physical=True),
        engines=settings.engines,
    )
    return build(folder.path, device=device, threads=threads)


def _punctuator(settings: TranscribeSettings, device: str) -> Punctuator | None:
    if not settings.punctuation:
        return None
    return Punctuator(settings.punctuation, device, settings.allow_download)


class FunAsrRecogniser:
    """A loaded model.

    Args:
        model: a FunASR AutoModel without VAD.
        family: how to ask it and read its answers.
        hotwords: given with every batch.
        batch_seconds: padded seconds a batch may hold; one longer segment is a batch of its own.
        punctuator: sets marks, or None.
        stock_parts: what could not be made fast here, in Chinese.
    """

    def __init__(
        self,
        model: Any,
        family: Family,
        *,
        hotwords: Sequence[str] = (),
        batch_seconds: float = DEFAULTS.batch_seconds,
        punctuator: Punctuator | None = None,
        stock_parts: tuple[str, ...] = (),
    ) -> None:
        self._model = model
        self._family = family
        self._options = {True: family.options(hotwords), False: family.options(())}
        self._budget_s = batch_seconds if family.takes_batches else 0.0
        self._punctuator = punctuator
        self.stock_parts = stock_parts
        self._precedence = Precedence()  # one at a time: AutoModel changes itself in generate

    def asking(self, family: Family, hotwords: Sequence[str], *, marks: bool) -> "FunAsrRecogniser":
        """Return a recogniser that asks the same loaded model for something else.

        Args:
            family: how it is asked: its language, and whether it writes numbers.
            hotwords: given with every batch.
            marks: whether a punctuation model that is loaded sets marks.
        """
        other = copy(self)
        other._family = family
        other._options = {True: family.options(hotwords), False: family.options(())}
        other._punctuator = self._punctuator if marks else None
        return other

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        """One recognition for every segment, in the same order.

        Args:
            segments: float32 at 16 kHz. One under 400 samples is empty: FunASR's features fail on it.
            hotwords: whether the model is given its hotwords.

        Raises:
            TypeError: a segment is not one-dimensional float32; FunASR would read it wrongly.
            DeviceLostError: the device does not answer any more.
        """
        for segment in segments:
            _refuse_wrong_samples(segment)
        results = [Recognition()] * len(segments)
        todo = [index for index, segment in enumerate(segments) if len(segment) >= MIN_SEGMENT]
        while todo:
            # packed anew every time: memory that did not suffice has made the budget smaller
            budget = int(self._precedence.budget_s(self._budget_s) * SAMPLE_RATE)
            (batch, *_) = pack([len(segments[index]) for index in todo], budget)
            chosen = [todo[position] for position in batch]
            found = self._halving([segments[index] for index in chosen], hotwords)
            for index, recognition in zip(chosen, found, strict=True):
                results[index] = recognition
            todo = [index for index in todo if index not in set(chosen)]
        return results

    def _halving(self, batch: list[Samples], hotwords: bool) -> list[Recognition]:
        """Return a batch that fails, or answers for other than all its segments, is tried in halves."""
        nothing = Recognition()
        try:
            answers = self._generate(batch, self._options[hotwords])
        except RecognitionError as error:
            answers, nothing = [], Recognition.failed(error)
        # out here the traceback is gone, and with it the tensors that it held
        if nothing.failure is Failure.OUT_OF_MEMORY:
            self._tighten(batch)
        if len(answers) == len(batch):
            return [self._read(a, s) for a, s in zip(answers, batch, strict=True)]
        if len(batch) == 1:
            return [nothing]  # [] for one segment: it held nothing to say
        middle = len(batch) // 2
        return self._halving(batch[:middle], hotwords) + self._halving(batch[middle:], hotwords)

    def _tighten(self, batch: list[Samples]) -> None:
        """Remember that this was too much, so that no later batch is as big."""
        release_memory()
        if len(batch) > 1:
            padded = len(batch) * max(len(segment) for segment in batch)
            self._budget_s = min(self._budget_s, padded / SAMPLE_RATE / 2)

    def _generate(self, batch: list[Samples], options: dict[str, Any]) -> list[dict[str, Any]]:
        with self._precedence.held():
            try:
                answers = self._model.generate(
                    input=self._family.wrap(batch),
                    batch_size=len(batch),
                    **options,
                )
            except Exception as error:
                raise translated(error) from None
        return list(answers or ())

    def _read(self, answer: dict[str, Any], segment: Samples) -> Recognition:
        recognition = self._family.read(answer, to_ms(len(segment)))
        try:
            return self._punctuator.punctuate(recognition) if self._punctuator else recognition
        except RecognitionError as error:
            return Recognition.failed(error)


def _refuse_wrong_samples(segment: Samples) -> None:
    if segment.dtype != np.float32 or segment.ndim != 1:
        raise TypeError(f"{segment.dtype} of {segment.ndim} dimensions, not float32 of one")
