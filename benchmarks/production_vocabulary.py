"""Vocabularies in the shape of the published models' own: what a recogniser of production can utter.

No real list is kept here, only what was counted in them: how many entries of which kind, and in what order.
"""

from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CHARACTERS_FROM = 0x4E00
_SPECIAL = ("<blank>", "<s>", "</s>")
_HANZI, _ENGLISH, _PIECES, _PARAFORMER = 7_327, 1_051, 477, 8_404
_SPOKEN = "我要下吧家断是客单号用三五度店不"
_WORDS = ("i", "a", "v", "p", "t", "k", "want", "app", "fi", "fund", "sorry", "i'm", "iphone", "s", "g")
_BEGINNINGS = ("re@@", "wi@@", "custom@@")
_MARKS = ("&", ".", "-@@", *"0123456789", *(f"{digit}@@" for digit in range(10)))

_SENSE_VOICE = 25_055
_TAGS = {
    **{24_884: "<|zh|>", 24_885: "<|en|>", 24_888: "<|yue|>", 24_892: "<|ja|>", 24_896: "<|ko|>"},
    **{24_992: "<|nospeech|>", 24_993: "<|Speech|>", 24_995: "<|BGM|>", 24_997: "<|Laughter|>"},
    **{25_001: "<|HAPPY|>", 25_002: "<|SAD|>", 25_003: "<|ANGRY|>", 25_004: "<|NEUTRAL|>"},
    **{25_009: "<|EMO_UNKNOWN|>", 25_016: "<|withitn|>", 25_017: "<|woitn|>"},
}
"""Where SenseVoice's class expects them; the other places of that stretch are never uttered by name."""
_CONTROL, _UNKNOWN, _NORMAL, _USER_DEFINED = 3, 2, 1, 4  # sentencepiece's kinds of piece

_CHARACTERS = range(_CHARACTERS_FROM, _CHARACTERS_FROM + _HANZI)
HANZI = tuple(dict.fromkeys([*_SPOKEN, *map(chr, _CHARACTERS)]))[:_HANZI]


def paraformer_tokens() -> list[str]:
    """Return 8,404 tokens as paraformer-zh has them.

    Hanzi, English words and beginnings of words (``re@@``), figures as tokens and as ``1@@``, marks,
    and ``<unk>`` last.
    """
    words = [*_WORDS, *(f"word{i}" for i in range(_ENGLISH - _PIECES - len(_WORDS)))]
    pieces = [*_BEGINNINGS, *(f"piece{i}@@" for i in range(_PIECES - len(_BEGINNINGS)))]
    return [*[*_SPECIAL, *HANZI, *words, *pieces, *_MARKS][: _PARAFORMER - 1], "<unk>"]


def seg_dict(words: int) -> str:
    """Return how to spell every Hanzi and so many words of pieces, a line each.

    Args:
        words: 240,000 make the 8 MB of the published file.
    """
    pieces = [token for token in paraformer_tokens() if token.endswith("@@")]
    ends = [token for token in paraformer_tokens() if token.isascii() and token.isalnum()]
    spelled = islice(product(pieces, ends), words)
    composed = [f"{piece[:-2]}{end} {piece} {end}\n" for piece, end in spelled]
    return "".join([*(f"{hanzi} {hanzi}\n" for hanzi in HANZI), *composed])


def write_sense_voice_pieces(file: "Path") -> int:
    """Write a sentence-piece model of 25,055 pieces with SenseVoice's tags where its class expects them.

    Returns:
        How many pieces there are.
    """
    from sentencepiece import sentencepiece_model_pb2 as proto  # noqa: PLC0415 - only tests need it

    model = proto.ModelProto()
    model.trainer_spec.model_type = 4  # characters
    model.trainer_spec.vocab_size = _SENSE_VOICE
    model.normalizer_spec.add_dummy_prefix = False
    for number in range(_SENSE_VOICE):
        name, kind = _piece(number)
        model.pieces.add(piece=name, score=-float(number), type=kind)
    file.write_bytes(model.SerializeToString())
    return _SENSE_VOICE


def _piece(number: int) -> tuple[str, int]:
    if number < len(_SPECIAL):
        return ("<unk>", "<s>", "</s>")[number], _UNKNOWN if number == 0 else _CONTROL
    if number >= min(_TAGS):
        return _TAGS.get(number, f"<|tag{number}|>"), _USER_DEFINED
    english = ("▁", *(f"▁{word}" for word in _WORDS), *"abcdefghijklmnopqrstuvwxyz0123456789.,?")
    at = number - len(_SPECIAL)
    return (english[at] if at < len(english) else chr(0x3400 + at), _NORMAL)
