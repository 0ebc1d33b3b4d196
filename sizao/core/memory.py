"""How often the collector of cyclic objects looks at what a process holds."""

import gc

# Batches make tens of thousands of objects and drop them at once: looked at earlier, none of them is garbage yet.
BATCH_OBJECTS = 20_000


def settle(*, has_batches: bool = False) -> None:
    """Keep the collector from what stands once a process has started; call it before the first request or job.

    has_batches: the process works on thousands of rows at a time, so look less often.
    """
    gc.collect()
    gc.freeze()
    if has_batches:
        gc.set_threshold(BATCH_OBJECTS, *gc.get_threshold()[1:])
