"""Risk points of the demo's schools and county, put on their registers through the services by those who keep them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sizao.core.actor import Actor
from sizao.prepare.risks import services

# title, kind, likelihood, impact, measure, owner; days until the review.
AT_SCHOOL = (
    ("宿舍同一水房排队拥挤", "DORM", 4, 3, "分楼层错开洗漱时间，宿管每晚记录", "SCHOOL_LEADER", 30),
    ("三楼饮水机滤芯快到期", "FOOD_WATER", 3, 4, "每月更换滤芯并登记，换前停用", "SCHOOL_DOCTOR", 14),
    ("冬季教室不开窗", "VENTILATION", 5, 3, "每节课间开窗10分钟，值日生记录", "HEALTH_TEACHER", 21),
    ("转入学生接种证没有查验", "VACCINATION", 2, 4, "入学两周内查验，漏种的告知家长补种", "EPIDEMIC_REPORTER", 45),
)
AT_COUNTY = (
    ("乡镇学校没有专职校医", "SUPPLIES", 4, 4, "由乡镇卫生院医生每周到校两天", "COUNTY_OFFICER", 60),
    ("中考前大型集中考试", "GATHERING", 3, 5, "分校设考点，考前一周每天晨午检双报", "COUNTY_OFFICER", 90),
)


def keep_registers(leaders: Mapping[int, Actor], county: tuple[int, Actor], *, now: dt.datetime) -> None:
    """Fill the registers of schools by their leaders, each with some of the points, and the county's by its officer."""
    for place, (school, leader) in enumerate(sorted(leaders.items())):
        _add(school, leader, AT_SCHOOL[place % 2 : place % 2 + 3], now)
    _add(*county, AT_COUNTY, now)


def _add(unit_id: int, actor: Actor, lines: Sequence[tuple], now: dt.datetime) -> None:
    for title, kind, likelihood, impact, measure, owner, days in lines:
        review = now.date() + dt.timedelta(days=days)
        new = services.NewPoint(title, kind, likelihood, impact, measure, owner, review)
        row = services.add_point(actor=actor, now=now, unit_id=unit_id, new=new)
        if likelihood * impact < 12:
            services.move_point(
                actor=actor, now=now, school_id=row.school_id, point_id=row.id, move="control", reason="已按措施做"
            )
