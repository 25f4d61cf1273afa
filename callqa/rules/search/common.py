"""Words that are in nearly every call: a rule that finds them finds everything."""

EVERYWHERE = frozenset(
    """
    你好 您好 谢谢 再见 好的 可以 没有 不是 就是 是的 我们 你们 他们 这个
    那个 这样 那样 什么 怎么 现在 今天 一下 一个 知道 客服 电话 先生 女士
    请问 对吧 然后 因为 所以 但是 还有 时候 觉得 嗯嗯 问题 那么 的话 如果
    已经 可能 这边 那边 帮我 我想 我要 为您 是吗 知道了 好的好的 谢谢您
    """.split()  # noqa: SIM905 - seventy quoted words would be unreadable
)
"""Folded: greetings, pronouns, fillers."""
