"""The streets and communities of schools get their one home in `communities`, their phones encrypted."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from sizao.core import privacy

PHONE = privacy.Column("communities_link", "phone_cipher")
LOCAL = ZoneInfo("Asia/Shanghai")
CHUNK = 1000


def move_to_links(apps, schema_editor):
    """Make the latest community in force of a school its link unless it has one; all others become its history."""
    community, link = apps.get_model("grids", "Community"), apps.get_model("communities", "Link")
    now = timezone.now()
    linked = set(link.objects.filter(valid_to__isnull=True).values_list("school_id", flat=True))
    latest_first = (F("valid_to").desc(nulls_first=True), "-valid_from", "-code", "-id")
    made = []
    for one in community.objects.order_by("school_id", *latest_first).iterator(CHUNK):
        stays = one.valid_to is None and one.school_id not in linked
        if stays:
            linked.add(one.school_id)
        made.append(_link(link, one, stays=stays, now=now))
        if len(made) == CHUNK:
            link.objects.bulk_create(made)
            made = []
    link.objects.bulk_create(made)


def _link(link, one, *, stays, now):
    """Write a community as a link: a street's nine digits with three zeros, nothing known of a health service centre."""
    phone = " ".join(one.phone.split())
    was_ended = one.valid_to is not None
    ends = one.valid_to if was_ended else None if stays else max(now.astimezone(LOCAL).date(), one.valid_from)
    return link(
        school_id=one.school_id, id=one.id, code=one.code.ljust(12, "0"), name=one.name, contact=one.contact,
        post=one.duty, phone_cipher=privacy.encrypt(phone, PHONE, owner=one.school_id),
        phone_last4="".join(digit for digit in phone if digit in "0123456789")[-4:], clinic="", clinic_phone="",
        valid_from=one.valid_from, valid_to=ends,
        set_at=_began(one.valid_from) if was_ended or stays else now, set_by=None,
    )  # fmt: skip


def _began(day):
    return dt.datetime.combine(day, dt.time(), LOCAL)


def move_back(apps, schema_editor):
    """Give back what had been moved: the links that name no health service centre, which no page lets one leave out."""
    community, link = apps.get_model("grids", "Community"), apps.get_model("communities", "Link")
    moved = link.objects.filter(clinic="")
    made = []
    for one in moved.order_by("school_id", "id").iterator(CHUNK):
        ended_by_move = one.valid_to is not None and one.set_at != _began(one.valid_from)
        made.append(community(
            school_id=one.school_id, id=one.id, code=one.code.removesuffix("000"), name=one.name, contact=one.contact,
            phone=privacy.decrypt(one.phone_cipher, PHONE, owner=one.school_id), duty=one.post,
            valid_from=one.valid_from, valid_to=None if ended_by_move else one.valid_to,
        ))  # fmt: skip
        if len(made) == CHUNK:
            community.objects.bulk_create(made)
            made = []
    community.objects.bulk_create(made)
    moved.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0001_initial'),
        ('grids', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(move_to_links, move_back),
        migrations.DeleteModel(name='Community'),
    ]
