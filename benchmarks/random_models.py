"""Models of FunASR's own classes with random weights: the arithmetic of production without a download."""

import json
from pathlib import Path
from typing import Any

import torch
import yaml

from benchmarks import production_vocabulary
from callqa.recognition.funasr.quiet import quiet

_FEATURES = 560
_SPECIAL = ("<blank>", "<s>", "</s>")
_HANZI_FROM = 0x4E00
_WORDS = 240_000
_PIECES = "chn_jpn_yue_eng_ko_spectok.bpe.model"
_WHERE = {
    **{"init_param": "model.pt", "config": "config.yaml", "tokenizer_conf": {"bpemodel": _PIECES}},
    "frontend_conf": {"cmvn_file": "am.mvn"},
}
"""What FunASR looks for where, as in the published configuration.json."""
_FRONTEND = {
    **{"fs": 16000, "window": "hamming", "n_mels": 80, "frame_length": 25, "frame_shift": 10},
    **{"lfr_m": 7, "lfr_n": 6},
}
_CHARACTERS_A_SECOND = 4.5
"""What people say on the telephone; sets the predictor's bias."""
_FRAMES_A_SECOND = 1000 / 60


def paraformer_large(folder: Path) -> Path:
    """paraformer-zh (SeACo) in its full size: 50 encoder blocks, 512 wide, 16 decoder blocks, 8404 tokens.

    It utters about as many characters a second as people do, from a vocabulary of the published one's
    shape, and has a dictionary of spellings of the published one's size.

    Args:
        folder: is made; 0.9 GB.

    Returns:
        The folder, which loads like any other model's.
    """
    tokens, spellings = production_vocabulary.paraformer_tokens(), production_vocabulary.seg_dict(_WORDS)
    return _paraformer(folder, tokens, spellings, width=512, blocks=50, decoder_blocks=16)


def paraformer_small(folder: Path) -> Path:
    """Return the same architecture at about the size of the demo model; see ``paraformer_large``."""
    return paraformer(folder, width=192, blocks=6, decoder_blocks=3, vocabulary=1200)


def paraformer(folder: Path, *, vocabulary: int, **size: int) -> Path:
    """Return the same architecture in any size: ``width``, ``blocks``, ``decoder_blocks``."""
    hanzi = [chr(_HANZI_FROM + i) for i in range(vocabulary - len(_SPECIAL) - 1)]
    spellings = "".join(f"{one} {one}\n" for one in hanzi)
    return _paraformer(folder, [*_SPECIAL, *hanzi, "<unk>"], spellings, **size)


def _paraformer(folder: Path, tokens: list[str], spellings: str, **size: int) -> Path:
    folder.mkdir(parents=True)
    config = _config(len(tokens), **size)
    texts = {
        "config.yaml": yaml.safe_dump(config),
        "tokens.json": json.dumps(tokens, ensure_ascii=False),
        "seg_dict": spellings,
        "am.mvn": mvn(_FEATURES),
    }
    _write(folder, texts)
    save_random(config, folder / "model.pt", vocab_size=len(tokens), input_size=_FEATURES)
    return folder


def sense_voice_small(folder: Path) -> Path:
    """SenseVoiceSmall in its full size: 50 + 20 encoder blocks, 512 wide, 25,055 pieces with its tags.

    Args:
        folder: is made; 0.9 GB.

    Returns:
        The folder, which loads like any other model's.
    """
    folder.mkdir(parents=True)
    pieces = production_vocabulary.write_sense_voice_pieces(folder / _PIECES)
    config = _sense_voice_config()
    texts = {
        "config.yaml": yaml.safe_dump(config),
        "configuration.json": json.dumps({"file_path_metas": _WHERE}),
        "am.mvn": mvn(_FEATURES),
    }
    _write(folder, texts)
    save_random(config, folder / "model.pt", vocab_size=pieces, input_size=_FEATURES)
    return folder


def _write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def save_random(config: dict[str, Any], file: Path, **more: Any) -> None:
    """Write random weights for a model class of FunASR; the same ones every time.

    Args:
        config: as in the model's config.yaml.
        file: the model.pt.
        more: what FunASR finds out from tokenizer and front end when it builds a model.
    """
    with quiet():
        import funasr  # noqa: F401, PLC0415 - registers the classes; takes seconds
        from funasr.register import tables  # noqa: PLC0415

        torch.manual_seed(0)
        plain = yaml.safe_load(yaml.safe_dump(config))  # classes change what they are given
        model = tables.model_classes[config["model"]](**plain["model_conf"], **plain, **more)
    if hasattr(model, "predictor"):
        weight = torch.tensor(_CHARACTERS_A_SECOND / _FRAMES_A_SECOND)
        model.predictor.cif_output.bias.data.fill_(float(torch.logit(weight)))
    torch.save(model.state_dict(), file)


def _config(vocabulary: int, width: int, blocks: int, decoder_blocks: int) -> dict[str, Any]:
    """As in the config.yaml of paraformer-zh (speech_seaco_paraformer_large_asr_nat-zh-cn on the hub)."""
    decoder = {"attention_heads": 4, "linear_units": 4 * width, "kernel_size": 11, "sanm_shfit": 0}
    bias_decoder = {"attention_heads": 4, "linear_units": 2 * width, "kernel_size": 21, "sanm_shfit": 0}
    return {
        "model": "SeacoParaformer",
        "model_conf": {
            **{"ctc_weight": 0.0, "lsm_weight": 0.1, "predictor_weight": 1.0, "predictor_bias": 1},
            **{"inner_dim": width, "bias_encoder_type": "lstm", "bias_encoder_bid": False},
            **{"train_decoder": True, "NO_BIAS": min(8377, vocabulary - 2)},
        },
        "encoder": "SANMEncoder",
        "encoder_conf": {
            **{"output_size": width, "attention_heads": 4, "linear_units": 4 * width},
            **{
                "num_blocks": blocks,
                "dropout_rate": 0.1,
                "attention_dropout_rate": 0.1,
                "input_layer": "pe",
                "pos_enc_class": "SinusoidalPositionEncoder",
            },
            **{"kernel_size": 11, "sanm_shfit": 0, "selfattention_layer_type": "sanm"},
        },
        "decoder": "ParaformerSANMDecoder",
        "decoder_conf": decoder | {"num_blocks": decoder_blocks, "att_layer_num": decoder_blocks},
        "seaco_decoder": "ParaformerSANMDecoder",
        "seaco_decoder_conf": bias_decoder
        | {"num_blocks": 4, "att_layer_num": 4, "use_output_layer": False, "wo_input_layer": True},
        "predictor": "CifPredictorV3",
        "predictor_conf": {
            **{"idim": width, "threshold": 1.0, "l_order": 1, "r_order": 1, "tail_threshold": 0.45},
            **{"smooth_factor2": 0.25, "noise_threshold2": 0.01, "upsample_times": 3},
            **{"use_cif1_cnn": False, "upsample_type": "cnn_blstm"},
        },
        "frontend": "WavFrontend",
        "frontend_conf": _FRONTEND | {"dither": 0.0},
        "tokenizer": "CharTokenizer",
        "tokenizer_conf": {"unk_symbol": "<unk>", "split_with_space": True},
    }


def _sense_voice_config() -> dict[str, Any]:
    """As in the config.yaml of SenseVoiceSmall on the hub."""
    return {
        **{"model": "SenseVoiceSmall", "model_conf": {"length_normalized_loss": True, "ignore_id": -1}},
        "encoder": "SenseVoiceEncoderSmall",
        "encoder_conf": {
            **{"output_size": 512, "attention_heads": 4, "linear_units": 2048, "num_blocks": 50},
            **{"tp_blocks": 20, "dropout_rate": 0.1, "attention_dropout_rate": 0.1, "input_layer": "pe"},
            **{"pos_enc_class": "SinusoidalPositionEncoder", "normalize_before": True, "kernel_size": 11},
            **{"sanm_shfit": 0, "selfattention_layer_type": "sanm"},
        },
        **{"tokenizer": "SentencepiecesTokenizer", "tokenizer_conf": {"unk_symbol": "<unk>"}},
        **{"frontend": "WavFrontend", "frontend_conf": dict(_FRONTEND), "ctc_conf": {"reduce": True}},
    }


def mvn(size: int) -> str:
    """Kaldi's text form of a mean and a scale; roughly those of telephone speech."""

    def line(value: float) -> str:
        return f"<LearnRateCoef> 0 [ {' '.join([str(value)] * size)} ]\n"

    shift = f"<AddShift> {size} {size}\n{line(-8.3)}"
    return f"<Nnet>\n{shift}<Rescale> {size} {size}\n{line(0.25)}</Nnet>\n"
