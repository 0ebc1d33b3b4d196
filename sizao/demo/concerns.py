"""What people of one demo school told its doctor: one thing still waits, one was looked into and closed."""

import datetime as dt
from collections.abc import Mapping

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.demo.builders import BuiltSchool
from sizao.detect.concerns import services
from sizao.detect.concerns.services import NewConcern


def tell(school: BuiltSchool, posts: Mapping[tuple[int, str], Actor], *, now: dt.datetime) -> None:
    """Let a leader tell of the drinking water, which the doctor closes, and a teacher of somebody with a rash.

    posts: everybody by unit and role.
    """
    day, school_id = now.date(), school.id
    water = NewConcern(new_id(now), school_id, "PLACE", ("FOOD_WATER",), day, place_words="二楼饮水机", note="水有异味")
    key = services.send_concern(actor=posts[school_id, "SCHOOL_LEADER"], now=now, new=water)
    doctor = {"actor": posts[school_id, "SCHOOL_DOCTOR"], "now": now, "key": key}
    services.take_concern(**doctor)
    services.close_concern(**doctor, outcome="HANDLED", reason="已停用并更换滤芯，取水样送检")
    rash = NewConcern(
        new_id(now), school_id, "UNKNOWN", ("RASH", "STILL_HERE"), day, note="早上操场上一名高年级学生手臂有皮疹"
    )
    services.send_concern(actor=posts[school.classes[0].id, "HOMEROOM_TEACHER"], now=now, new=rash)
