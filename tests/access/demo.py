"""Who meets what at the pages of the demo: nobody outside a demo, whose clock is shifted."""

from tests.access.rules import everyone, public
from tests.access.world import Sample


def _in_a_demo(actor, unit) -> bool:
    return False


UNKNOWN = public.but(also=(404,))  # public in a demo, unknown elsewhere
REPLAY = everyone.but(when=_in_a_demo)

ROUTES = {
    "demo:home": UNKNOWN,
    "demo:go": UNKNOWN,
    "demo:leave": UNKNOWN,
    "demo:bar": UNKNOWN,
    "replays:home": REPLAY,
    "replays:story": REPLAY.but(sample="story"),
    "replays:played": REPLAY.but(sample="story"),
}

SAMPLES = {"story": lambda world, unit: Sample({"name": "measles", "school_id": world.cast.school.id})}
