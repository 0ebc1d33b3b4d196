"""The list of communities that the grid had moves to where schools keep their link now, and back."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from sizao.core import privacy
from sizao.core.ids import new_id
from sizao.registry.communities import queries, services
from sizao.registry.communities.models import LINK_PHONE, Link
from sizao.registry.communities.services import NewLink

LINK = NewLink("430102001009", "韭菜园社区", "彭书记", "社区书记", "13755550911", "韭菜园卫生服务中心", "0731-55550902")
JUNE, MAY, MARCH = dt.date(2026, 6, 1), dt.date(2026, 5, 1), dt.date(2026, 3, 1)
COLUMNS = "code, name, contact, phone, duty, valid_from, valid_to"


@pytest.fixture
def owned_db(committed_db, databases) -> str:
    """A database with the cast that Django is pointed at as the owner."""
    databases.use(committed_db, as_owner=True)
    return committed_db


def migrate(target: str) -> None:
    call_command("migrate", "grids", target, verbosity=0, interactive=False)


def add(school_id: int, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO grids_community (school_id, id, {COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [school_id, new_id(dt.datetime.now(dt.UTC)), *values],
        )


def listed() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT school_id, {COLUMNS} FROM grids_community ORDER BY school_id, valid_from, code")
        return cursor.fetchall()


def links(school_id: int) -> dict[str, Link]:
    rows = Link.objects.whole_tree(reason="test").filter(school_id=school_id)
    return {one.name: one for one in rows}


def test_communities_become_links_with_sealed_phones_and_come_back(owned_db, cast, now):
    school, linked = cast.school.id, cast.neighbor_school.id
    services.set_link(actor=cast.actor("neighbor_principal", now), now=now, school_id=linked, new=LINK)
    migrate("0001_initial")
    add(school, "430102001002", "学府社区", "田主任", "0731-55550900", "社区卫生员", MAY, None)
    add(school, "430102001", "学府街道", "刘主任", "13755550907", "", JUNE, None)
    add(school, "430102001003", "文艺社区", "王主任", "13755550908", "社区主任", MARCH, MAY)
    add(linked, "430102001004", "车站社区", "周主任", "13755550909", "", MAY, None)
    before = listed()

    migrate("0002_communities_moved")
    own, other = links(school), links(linked)
    assert {name: (one.code, one.valid_from, one.valid_to) for name, one in own.items() if name != "学府社区"} == {
        "学府街道": ("430102001000", JUNE, None), "文艺社区": ("430102001003", MARCH, MAY),
    }  # fmt: skip
    assert own["学府社区"].valid_to is not None and own["学府社区"].post == "社区卫生员"
    assert other["韭菜园社区"].valid_to is None and other["车站社区"].valid_to is not None
    sealed = own["学府街道"]
    assert b"13755550907" not in bytes(sealed.phone_cipher) and sealed.phone_last4 == "0907"
    assert privacy.decrypt(sealed.phone_cipher, LINK_PHONE, owner=school) == "13755550907"
    assert queries.find_link(cast.actor("principal", now), school) == sealed

    migrate("0001_initial")
    assert listed() == before
    assert set(links(school)) == set() and set(links(linked)) == {"韭菜园社区"}
    migrate("0002_communities_moved")
    assert set(links(school)) == {"学府社区", "学府街道", "文艺社区"}
