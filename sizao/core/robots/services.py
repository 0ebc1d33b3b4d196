"""Set, test and remove a unit's robots."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sizao.core import clock, privacy, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.ids import new_id
from sizao.core.robots import delivering, queries, rules
from sizao.core.robots.models import ADDRESS, SECRET, Robot
from sizao.core.robots.senders import Line
from sizao.core.usecase import use_case

MOST_ROBOTS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A robot as typed; an empty address or secret keeps what is stored."""

    kind: str
    title: str
    takes: str = rules.Takes.REPORTS.value
    address: str = ""
    secret: str = ""


def _target(wanted: Wanted) -> rules.Target:
    try:
        return rules.read_address(wanted.kind, wanted.address, settings.SIZAO_ROBOT_HOSTS)
    except rules.AddressRefused as refusal:
        raise Invalid([FieldProblem("address", refusal.message, refusal.params)]) from None


def _check_secret(wanted: Wanted) -> None:
    if wanted.kind == rules.Kind.WEBHOOK and len(wanted.secret) < rules.SHORTEST_SECRET:
        raise Invalid([FieldProblem("secret", "密钥至少{n}个字符", {"n": rules.SHORTEST_SECRET})])


@use_case("robots.robot.created", permission="robots.manage", on="unit_id")
def create_robot(*, actor: Actor, now: dt.datetime, unit_id: int, wanted: Wanted) -> Key:
    """Give a unit a robot.

    raises: Invalid for an address it may not reach, a short secret, or more robots than a unit may have.
    """
    unit, target = unit_by_id(unit_id), _target(wanted)
    _check_secret(wanted)
    if len(queries.list_robots(actor, unit=unit, today=clock.school_date(now))) >= MOST_ROBOTS:
        raise Invalid([FieldProblem("title", "一个单位最多{n}个机器人", {"n": MOST_ROBOTS})])
    row = Robot(
        school_id=unit.key, id=new_id(now), unit_id=unit.id, kind=wanted.kind, title=wanted.title.strip()[:40],
        takes=wanted.takes, host=target.host[:120], address_end=wanted.address.strip()[-4:],
        address_cipher=privacy.encrypt(wanted.address.strip(), ADDRESS, owner=unit.key),
        secret_cipher=privacy.encrypt(wanted.secret, SECRET, owner=unit.key), set_at=now, set_by=actor.user_id,
    )  # fmt: skip
    row.save(force_insert=True)
    usecase.touch(school_id=unit.key, kind="robots.robot", id=row.id, fields=("address", "secret"))
    return Key(unit.key, row.id)


@use_case("robots.robot.switched", permission="robots.manage")
def switch_robot(*, actor: Actor, now: dt.datetime, key: Key, is_on: bool) -> None:
    """Switch a robot off or on; what waits for one that is off is given up in time.

    raises: NotVisible.
    """
    row = queries.get_robot(actor, key)
    row.is_on, row.failures, row.next_try_at = is_on, 0, None
    row.save(update_fields=["is_on", "failures", "next_try_at"])
    usecase.touch(school_id=row.school_id, kind="robots.robot", id=row.id, fields=("is_on",))


@use_case("robots.robot.removed", permission="robots.manage")
def remove_robot(*, actor: Actor, now: dt.datetime, key: Key) -> int:
    """Remove a robot with its address and secret.

    returns: the unit it belonged to. raises: NotVisible.
    """
    row = queries.get_robot(actor, key)
    unit_id = row.unit_id
    usecase.touch(school_id=row.school_id, kind="robots.robot", id=row.id)
    row.delete()
    return unit_id


@use_case("robots.robot.tried", permission="robots.manage")
def try_robot(*, actor: Actor, now: dt.datetime, key: Key) -> str:
    """Send a test message at once; a good answer ends the robot's rest.

    returns: "" when it was taken, else why not. raises: NotVisible.
    """
    row = queries.get_robot(actor, key)
    line = Line(new_id(now), _("四早：这是一条测试消息。"), "", False, now)
    outcome = delivering.send_lines(
        row.kind, privacy.decrypt(row.address_cipher, ADDRESS, owner=row.school_id),
        privacy.decrypt(row.secret_cipher, SECRET, owner=row.school_id), [line],
    )  # fmt: skip
    row.latest_at, row.latest_failure = now, outcome.failure
    if not outcome.failure:
        row.failures, row.next_try_at = 0, None
    row.save(update_fields=["latest_at", "latest_failure", "failures", "next_try_at"])
    usecase.touch(school_id=row.school_id, kind="robots.robot", id=row.id)
    return outcome.failure
