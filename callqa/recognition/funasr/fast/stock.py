"""What every replacement of a part of FunASR has in common."""

from torch import Tensor

WRITTEN_FOR = "1.4.16"
"""The FunASR whose parts are replaced; another may compute something else."""


class StaysStockError(Exception):
    """A part cannot be replaced here; the message says why, in Chinese."""


def require_equal(name: str, ours: Tensor, theirs: Tensor, tolerance: float) -> None:
    """Refuse a replacement that does not compute what FunASR computes, on this very machine.

    Args:
        name: of what is compared, in Chinese.
        ours, theirs: of the same shape, else they differ.
        tolerance: the greatest allowed absolute difference.

    Raises:
        StaysStockError: they differ.
    """
    if ours.shape != theirs.shape:
        raise StaysStockError(f"{name}的形状与 FunASR 原版不同")
    apart = float((ours.float().cpu() - theirs.float().cpu()).abs().max()) if ours.numel() else 0.0
    if not apart <= tolerance:  # also when it is NaN
        raise StaysStockError(f"{name}与 FunASR 原版相差 {apart:.1e}，超过 {tolerance:.0e}")
