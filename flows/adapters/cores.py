"""How many cores this process may use."""

import joblib


def usable_cores(*, physical: bool = False) -> int:
    """What the machine, the process's affinity and its container's limit leave.

    Args:
        physical: a core that runs two threads at once counts as one.
    """
    return int(joblib.cpu_count(only_physical_cores=physical))
