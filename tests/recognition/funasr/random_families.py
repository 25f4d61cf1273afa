"""One folder for every kind of model: FunASR's real classes, tiny, with random weights."""

import yaml

from benchmarks import random_models
from benchmarks.random_models import save_random

HANZI = "您好请问有什么可以帮我要退款投诉查一下订单发票谢谢再见客服工号是为服务的不了在这那个多少钱元块天"
FRONTEND = {
    **{"fs": 16000, "window": "hamming", "n_mels": 80, "frame_length": 25, "frame_shift": 10},
    **{"lfr_m": 7, "lfr_n": 6},  # no dither named, as in the published folders: FunASR's default is noise
}
ENCODER = {
    **{"output_size": 32, "attention_heads": 2, "linear_units": 64, "num_blocks": 2, "tp_blocks": 1},
    **{"kernel_size": 11, "sanm_shfit": 0, "normalize_before": True, "selfattention_layer_type": "sanm"},
}


def seaco(folder):
    return random_models.paraformer_small(folder)


def bicif(folder):
    return _without_hotwords(folder, "BiCifParaformer")


def paraformer(folder):
    v2 = {"idim": 192, "threshold": 1.0, "l_order": 1, "r_order": 1, "tail_threshold": 0.45}
    return _without_hotwords(folder, "Paraformer", predictor="CifPredictorV2", predictor_conf=v2)


def _without_hotwords(folder, model_class, **changes):
    random_models.paraformer_small(folder)
    config = yaml.safe_load((folder / "config.yaml").read_text("utf-8"))
    config = {k: v for k, v in config.items() if not k.startswith("seaco")} | {"model": model_class} | changes
    (folder / "config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    save_random(config, folder / "model.pt", vocab_size=1200, input_size=560)
    return folder


def sense_voice(folder):
    folder.mkdir()
    config = {
        **{"model": "SenseVoiceSmall", "model_conf": {"length_normalized_loss": True}},
        **{"encoder": "SenseVoiceEncoderSmall", "encoder_conf": ENCODER},
        **{"tokenizer": "SentencepiecesTokenizer", "tokenizer_conf": {"unk_symbol": "<unk>"}},
        **{"frontend": "WavFrontend", "frontend_conf": dict(FRONTEND), "ctc_conf": {"reduce": True}},
    }
    _written(folder, config)
    pieces = _sentencepiece(folder / "bpe.model")
    save_random(config, folder / "model.pt", vocab_size=pieces, input_size=560)
    return folder


def nano(folder, *, ctc=False):
    """Fun-ASR-Nano with one layer of Qwen3.

    Args:
        ctc: whether it has the CTC branch that tells times.
    """
    folder.mkdir()
    language_model = str(folder / "Qwen3-tiny")
    _qwen(language_model)
    adaptor = {"downsample_rate": 1, "encoder_dim": 32, "llm_dim": 32, "ffn_dim": 64, "n_layer": 1}
    config = {
        **{"model": "FunASRNano", "model_conf": {"length_normalized_loss": True}, "max_length": 8},
        **{"audio_encoder": "SenseVoiceEncoderSmall", "audio_encoder_conf": ENCODER},
        **{"audio_adaptor": "Transformer"},
        **{"audio_adaptor_conf": {**adaptor, "attention_heads": 2, "use_low_frame_rate": True}},
        **{"llm": "Qwen3-tiny", "llm_conf": {"init_param_path": language_model, "llm_dtype": "fp32"}},
        **{"tokenizer": "HuggingfaceTokenizer", "tokenizer_conf": {"init_param_path": language_model}},
        **{"frontend": "WavFrontend", "frontend_conf": dict(FRONTEND)},
    }
    if ctc:
        pieces = _sentencepiece(folder / "ctc.model")
        config |= {
            **{"ctc_decoder": "Transformer", "ctc_decoder_conf": {**adaptor, "attention_heads": 2}},
            **{"ctc_tokenizer": "SentencepiecesTokenizer", "ctc_vocab_size": pieces + 1},
            **{
                "ctc_tokenizer_conf": {"bpemodel": str(folder / "ctc.model")},
                "ctc_conf": {"reduce": True},
            },
        }
    _written(folder, config)
    save_random(config, folder / "model.pt", input_size=560)
    return folder


def _written(folder, config):
    (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    (folder / "am.mvn").write_text(random_models.mvn(560), "utf-8")


def _sentencepiece(file):
    """Return some 170 pieces, each a character; how many there are."""
    import sentencepiece

    others = [chr(0x5000 + i) for i in range(120)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([HANZI * 20, *others]),
        model_prefix=str(file.with_suffix("")),
        **{"vocab_size": 500, "model_type": "char", "hard_vocab_limit": False, "minloglevel": 2},
        add_dummy_prefix=False,
    )
    return sentencepiece.SentencePieceProcessor(model_file=str(file)).GetPieceSize()


def _qwen(folder):
    """Return a language model of one layer, whose tokens are single characters."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen3Config

    special = ["<unk>", "<pad>", "<|im_start|>", "<|im_end|>"]
    vocabulary = {token: i for i, token in enumerate([*special, *dict.fromkeys(HANZI)])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>", eos_token="<|im_end|>"
    ).save_pretrained(folder)
    Qwen3Config(
        **{"vocab_size": len(vocabulary), "hidden_size": 32, "intermediate_size": 64, "head_dim": 16},
        **{"num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1},
        **{"max_position_embeddings": 2048, "pad_token_id": 1, "eos_token_id": 3, "bos_token_id": None},
    ).save_pretrained(folder)
