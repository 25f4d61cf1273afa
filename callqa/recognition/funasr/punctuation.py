"""Punctuation marks, with FunASR's ct-punc."""

import threading

from callqa.model.errors import Failure, RecognitionError
from callqa.model.speech import Recognition
from callqa.recognition.funasr.device_errors import translated
from callqa.recognition.funasr.loading import build
from callqa.recognition.funasr.model_hub import locate
from callqa.text.alignment import punctuate


class PunctuationError(RecognitionError):
    """The model that sets marks failed."""

    failure = Failure.PUNCTUATION


class Punctuator:
    """Sets marks in a text and keeps a time for every character.

    Args:
        model: ``ct-punc``, or a folder.
        device: as torch names it.
        download: whether a missing model may be fetched.

    Raises:
        BadInputError: the model is not there, or cannot be loaded.
    """

    def __init__(self, model: str, device: str, download: bool = False) -> None:
        self._model = build(locate(model, "punctuation", download=download), device=device)
        self._lock = threading.Lock()

    def punctuate(self, recognition: Recognition) -> Recognition:
        """Return the text with marks; unchanged if the model changed any other character.

        Raises:
            RecognitionError: the model failed.
            DeviceLostError: the device does not answer any more.
        """
        if not recognition.text:
            return recognition
        try:
            with self._lock:
                answers = self._model.generate(input=recognition.text)
        except Exception as error:
            raise translated(error, PunctuationError, "加标点") from None
        return punctuate(recognition, str(answers[0]["text"])) if answers else recognition
