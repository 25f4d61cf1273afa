"""Whether the configured model recognises, and on what."""

from collections.abc import Iterator

from callqa.doctor.check import Check, ok, warn
from callqa.model.summaries import CPU, ModelNote, last_accelerator
from callqa.operations import transcribe
from callqa.storage.counts import load_devices
from callqa.storage.session import Site
from reports.words.chinese.common import MODEL_NOTE

_SHOWN_WORDS = 8


def recogniser(site: Site) -> Iterator[Check]:
    """Recognise a second of sound with the configured model."""
    trial = transcribe.try_engine(site.configuration)
    engine = trial.summary
    yield ok(f"{engine.model}，设备 {engine.device}，{engine.revision}")
    yield from _lost_device(site, engine.device)
    yield ok(f"真实识别 1 秒音频用时 {trial.seconds:.1f} 秒（含加载）")
    if ModelNote.DEMO in engine.notes:
        yield warn(MODEL_NOTE[ModelNote.DEMO], "投产前在 pipeline.yaml 的 recogniser.model 换成真实模型")
    if lacks := [MODEL_NOTE[note] for note in engine.notes if note is not ModelNote.DEMO]:
        yield warn("；".join(lacks), "需要这些功能时改用 paraformer-zh")
    for note in trial.stock_parts:
        yield warn(note, "按 requirements.lock 安装；版本一致仍出现时请把这一行告诉开发者")
    yield ok(f"采用热词 {engine.hotwords} 个，另有 {trial.corrected} 个在识别以后按读音纠正")
    if trial.unknown_hotwords:
        shown = "、".join(trial.unknown_hotwords[:_SHOWN_WORDS])
        detail = f"{len(trial.unknown_hotwords)} 个词含有模型不认识的字，不能作热词：{shown} 等"
        yield warn(detail, "换用真实模型；规则照样检查，但模型写不出的字不会命中")


def _lost_device(site: Site, device: str) -> Iterator[Check]:
    """Warn about the CPU where the last nights had an accelerator and the settings want one."""
    if device != CPU or site.settings.recogniser.device == CPU:
        return
    if found := last_accelerator(load_devices(site.store, site.yesterday())):
        day, lost = found
        cure = "运行 nvidia-smi，检查驱动和显卡；有意不用显卡时把 recogniser.device 写成 cpu"
        yield warn(f"现在只能用 CPU，而 {day} 的录音是用 {lost} 识别的；今晚会慢很多", cure)


def mono(site: Site) -> Iterator[Check]:
    """Say how speakers are told apart where there is one channel."""
    model = site.settings.channels.speaker_model
    if model:
        yield ok(f"单声道录音由 {model} 区分两个说话人，角色按坐席常说的话推断")
    else:
        yield ok("没有说话人模型（channels.speaker_model），单声道录音的角色一律是“未知”")
