"""Read one's own inbox: a notice is its recipient's, whatever the jurisdiction."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Case, IntegerField, When

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.notify.models import Notice, Round
from sizao.core.notify.templates import text_of

PAGE_ROWS = 50
UNREAD = "SELECT count(*) FROM core_notice WHERE recipient_id = %s AND read_at IS NULL"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as the inbox shows it."""

    key: Key
    text: str
    url: str
    is_urgent: bool
    is_unread: bool
    created_at: dt.datetime


def day_of(key: Key) -> dt.date:
    """Give the school date of a notice's row: its time-ordered id was made at the moment that set its day."""
    return clock.school_date(dt.datetime.fromtimestamp((key.id.int >> 80) / 1000, dt.UTC))


def count_unread(user_id: int | None) -> int:
    """Count someone's unread notices by one index; asked on every page."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [user_id])
        return cursor.fetchone()[0]


def rounds_made(names: Collection[str]) -> set[str]:
    """Tell which rounds of reminders were made."""
    return set(Round.objects.filter(name__in=list(names)).values_list("name", flat=True)) if names else set()


def list_own(actor: Actor, *, page: int = 1) -> tuple[list[NoticeLine], Page]:
    """List one page of the actor's own notices, unread first, latest first."""
    rows = Notice.objects.filter(recipient_id=actor.user_id)
    is_read = Case(When(read_at__isnull=True, then=0), default=1, output_field=IntegerField())
    found = Paginator(rows.order_by(is_read, "-created_at", "-id"), PAGE_ROWS).get_page(page)
    return [_line(row) for row in found], found


def _line(row: Notice) -> NoticeLine:
    return NoticeLine(
        Key(row.school_id, row.id),
        text_of(row.kind, row.params),
        row.url,
        row.is_urgent,
        row.read_at is None,
        row.created_at,
    )
