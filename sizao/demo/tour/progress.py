"""How far the tour is: kept in a cookie of this browser, because it passes through several accounts."""

import re
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse

from sizao.demo.tour.steps import STEPS

COOKIE = "sizao_tour"
KEPT_SECONDS = 7 * 86_400
FORM = re.compile(rf"(\d)\.([01]{{{len(STEPS)}}})\.([RL])")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the tour stands. place: of the step at hand, or the number of steps when it is over."""

    place: int
    done: tuple[bool, ...]
    is_running: bool

    @property
    def is_over(self) -> bool:
        return self.place >= len(STEPS)

    def moved(self, place: int, *, with_done: bool) -> "Progress":
        """Go to a step; the one left is marked where it is known to be done."""
        done = tuple(known or (with_done and at == self.place) for at, known in enumerate(self.done))
        return Progress(max(0, min(place, len(STEPS))), done, is_running=place < len(STEPS))

    def left(self) -> "Progress":
        """Put the tour aside."""
        return replace(self, is_running=False)


BEGINNING = Progress(0, (False,) * len(STEPS), is_running=True)


def read(request: HttpRequest) -> Progress | None:
    """Read the progress, None before the first step or when the cookie says nothing we wrote."""
    found = FORM.fullmatch(request.COOKIES.get(COOKIE, ""))
    if found is None or int(found[1]) > len(STEPS):
        return None
    return Progress(int(found[1]), tuple(bit == "1" for bit in found[2]), found[3] == "R")


def write(response: HttpResponse, progress: Progress) -> None:
    """Keep the progress on this browser."""
    bits = "".join("1" if done else "0" for done in progress.done)
    value = f"{progress.place}.{bits}.{'R' if progress.is_running else 'L'}"
    response.set_cookie(COOKIE, value, max_age=KEPT_SECONDS, httponly=True, samesite="Lax")
