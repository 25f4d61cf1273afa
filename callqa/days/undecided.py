"""The Chinese sentences of why a rule was not evaluated.

They stand here and not in `reports.words`, which has them from here, because the digests of a day have
always covered them: a day that was reported years ago has to verify, whatever is stored of it now.
"""

from collections.abc import Mapping

from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role

_ROLES = {None: "", Role.AGENT: "坐席", Role.CUSTOMER: "客户", Role.UNKNOWN: "未知"}
_NO_PROOF = "没有命中不等于没有说"

SENTENCES: Mapping[Why, str] = {
    Why.FAILED: "录音没有识别成功，这条规则没有评估",
    Why.NOT_FLAGGED: "尚未按规则检查",
    Why.TOO_SHORT: "录音只有 {seconds:.1f} 秒，太短，无法判断该说的话有没有说",
    Why.INCOMPLETE_AUDIO: f"录音不完整，缺 {{seconds:.0f}} 秒，{_NO_PROOF}",
    Why.UNREAD_AUDIO: f"文件里有 {{seconds:.0f}} 秒声音没有读，{_NO_PROOF}",
    Why.SHORTER_THAN_RECORD: f"录音比话单的通话时长短 {{seconds:.0f}} 秒，{_NO_PROOF}",
    Why.UNHEARD_CHANNEL: f"有一个声道有声音却没有找到人声，{_NO_PROOF}",
    Why.RUNAWAY_TEXT: f"有 {{seconds:.0f}} 秒的识别结果不可靠（写出的字比人能说的还多），{_NO_PROOF}",
    Why.IMPLAUSIBLE_RATE: f"文件头里的采样率不可能是真的，{_NO_PROOF}",
    Why.NO_RECORD: "没有这通电话的话单信息",
    Why.NO_QUEUE: "话单里没有队列",
    Why.NO_AGENT: "话单里没有坐席工号",
    Why.NO_DIRECTION: "话单里没有呼叫方向",
    Why.NOBODY_SPEAKS: "没有人说话",
    Why.ROLE_SILENT: "{role}没有说话",
    Why.ROLE_UNCLEAR: "不知道哪些话是{role}说的",
    Why.SPEAKER_UNCLEAR: "不知道是不是{role}在说话",
    Why.WORDS_UNCLEAR: "第 {seconds:.0f} 秒的相关内容不知道是谁说的，无法判断是不是{role}",
    Why.REPEATER_UNCLEAR: "有人重复说同样的话，但不知道是不是{role}",
    Why.TURNS_UNCLEAR: "不知道有些话是谁说的，无法数轮次",
    Why.NO_DURATION: "不知道录音有多长",
    Why.NO_TURN_TIMES: "没有每段话的时间，无法计算",
    Why.NO_EMOTION: "识别模型没有给出情绪（SenseVoice 才有）",
    Why.NO_TIMES_FOR_WINDOW: "没有每个字的时间，无法判断是不是在限定的时间段里",
    Why.NO_TIMES_BETWEEN: "没有每个字的时间，无法判断前后相隔多久",
    Why.ANCHOR_UNKNOWN: "所依据的另一条规则没有评估",
    Why.TOO_MUCH_WORK: "正则表达式在这通电话上要做的比对太多，没有做完",
    Why.AS_WRITTEN: "{text}",
}


def undecided(why: Undecided) -> str:
    """Return the sentence for one reason."""
    return SENTENCES[why.kind].format(role=_ROLES[why.role], seconds=why.seconds, text=why.text)
