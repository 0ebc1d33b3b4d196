"""When a message may ring, and how often a channel is tried again; values in, verdicts out."""

import datetime as dt

# Nobody is rung up at night, except by a running legal clock; project decision.
QUIET_FROM, QUIET_UNTIL = dt.time(21), dt.time(7)
# Waits after each failure; one failure more and the channel gives the message up. Project decision.
RETRY_SECONDS = (60, 300, 1800, 7200, 21_600)
# For so long a claimed message is left to its sender; longer than any channel's timeout.
LEASE_SECONDS = 300


def is_quiet(local: dt.datetime) -> bool:
    """Tell whether a moment, in the time of the schools, lies in the quiet hours."""
    return local.time() >= QUIET_FROM or local.time() < QUIET_UNTIL


def deliver_from(local: dt.datetime, *, is_urgent: bool) -> dt.datetime:
    """Give the moment from which a message made now may ring: the end of the quiet hours, or at once."""
    if is_urgent or not is_quiet(local):
        return local
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, QUIET_UNTIL, local.tzinfo)


def next_try(now: dt.datetime, tries: int) -> dt.datetime | None:
    """Tell when to try again after so many failures, None when it is given up."""
    return now + dt.timedelta(seconds=RETRY_SECONDS[tries - 1]) if tries <= len(RETRY_SECONDS) else None
