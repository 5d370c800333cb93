"""The memory of a process that serves for long."""

import gc

THRESHOLDS = (20_000, 20, 50)


def settle() -> None:
    """What is loaded by now stays: the collector need not look at it again, nor look so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
