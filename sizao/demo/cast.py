"""The cast: a handful of people around two neighboring schools, the same in every test and picture."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.actor import Actor
from sizao.demo import builders
from sizao.demo.builders import BuiltSchool, GroupPlan, PersonPlan, Post, SchoolPlan
from sizao.registry.accounts import queries as accounts

PROVINCE, CITY, COUNTY, OTHER_COUNTY, OTHER_CITY = 430_000, 430_100, 430_102, 430_103, 430_200
PASSWORD = "sizao-cast-2026"
PUPILS = (
    "安子宁 曹轩 陈雨涵 邓睿 冯悦 高阳 何彤 黄博文 李萱 刘思熙 罗一鸣 马晓晨 欧阳明 彭雪 邱子昂 任佳 宋雨桐 孙浩然"
    " 谭晶 唐可 王梓涵 吴越 夏天 谢婉清 许诺 杨帆 姚远 叶知秋 于洋 袁满 曾嘉 张弛 赵一诺 郑好 周舟 朱颜 邹凯 左青"
).split()


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids of everyone and everything in the cast; `actor(name, now)` gives who acts."""

    school: BuiltSchool
    neighbor_school: BuiltSchool
    foreign_school: BuiltSchool
    users: dict[str, int]

    def actor(self, name: str, now: dt.datetime) -> Actor:
        """Give the actor of one of the cast as of a moment."""
        return accounts.get_actor(self.users[name], on=now.date())


def _class(name: str, grade: str, year: int, number: int, count: int, boarders: int = 0) -> GroupPlan:
    people = tuple(
        PersonPlan(PUPILS[index % len(PUPILS)], "FEMALE" if index % 2 else "MALE", dt.date(year - 6, 3, 1 + index % 28),
                   is_boarder=index < boarders)
        for index in range(count)
    )  # fmt: skip
    return GroupPlan(name, people, grade, year, number)


def _canteen() -> GroupPlan:
    people = tuple(PersonPlan(name, "UNKNOWN", pinyin_key=name) for name in ("包师傅", "丁师傅", "韩师傅"))
    return GroupPlan("食堂", people, is_department=True, works_weekends=True)


def build_cast(*, now: dt.datetime) -> Cast:
    """Build the cast's province, three schools and their people through services."""
    since = now.date() - dt.timedelta(days=60)
    builders.ground(
        now=now, provinces=["43"], first=now.date() - dt.timedelta(days=40), latest=now.date() + dt.timedelta(days=40)
    )
    school = builders.build_school(
        SchoolPlan(
            "育英小学", COUNTY, "PRIMARY",
            (
                _class("三(1)班", "三年级", 2024, 1, 36),
                _class("三(2)班", "三年级", 2024, 2, 38, boarders=6),
                _class("四(1)班", "四年级", 2023, 1, 30),
                _canteen(),
            ),
            phone="0731-55550100", has_boarders=True,
        ),
        now=now, since=since,
    )  # fmt: skip
    neighbor_school = builders.build_school(
        SchoolPlan("东风小学", COUNTY, "PRIMARY", (_class("三(1)班", "三年级", 2024, 1, 20),), phone="0731-55550200"),
        now=now, since=since,
    )  # fmt: skip
    foreign_school = builders.build_school(
        SchoolPlan("江北小学", OTHER_COUNTY, "PRIMARY", (_class("一(1)班", "一年级", 2026, 1, 10),)),
        now=now, since=since,
    )  # fmt: skip
    posts = _posts(school, neighbor_school, foreign_school)
    users = builders.build_posts(posts, now=now, since=since, password=PASSWORD)
    children = [
        ("guardian", school.id, school.classes[0].people[0], ""),
        ("guardian2", school.id, school.classes[1].people[1], ""),
        ("guardian2", neighbor_school.id, neighbor_school.classes[0].people[3], ""),
    ]
    builders.build_guardians(children, users, {post.username: post.name for post in posts}, now=now)
    return Cast(school, neighbor_school, foreign_school, users)


def _posts(school: BuiltSchool, neighbor: BuiltSchool, foreign: BuiltSchool) -> list[Post]:
    first, second, third, canteen = school.groups
    return [
        Post("teacher", "王敏", "HOMEROOM_TEACHER", first.id, "13900000001"),
        Post("teacher2", "李强", "HOMEROOM_TEACHER", second.id, "13900000002"),
        Post("teacher3", "周洁", "HOMEROOM_TEACHER", third.id, "13900000003"),
        Post("canteen", "包师傅", "GRID_WORKER", canteen.id),
        Post("doctor", "陈医生", "SCHOOL_DOCTOR", school.id),
        Post("health", "吴老师", "HEALTH_TEACHER", school.id),
        Post("reporter", "郑主任", "EPIDEMIC_REPORTER", school.id),
        Post("principal", "赵校长", "SCHOOL_LEADER", school.id),
        Post("dorm", "孙阿姨", "DORM_KEEPER", school.id),
        Post("guard", "钱师傅", "GATE_GUARD", school.id),
        Post("guardian", "安女士", "GUARDIAN", school.id),
        Post("guardian2", "曹先生", "GUARDIAN", school.id, also=(("GUARDIAN", neighbor.id),)),
        Post("counselor", "林老师", "COUNSELOR", school.id),
        Post("neighbor", "何芳", "HOMEROOM_TEACHER", neighbor.classes[0].id),
        Post("neighbor_principal", "唐校长", "SCHOOL_LEADER", neighbor.id),
        Post("foreign", "尹琴", "HOMEROOM_TEACHER", foreign.classes[0].id),
        Post("county", "周科长", "COUNTY_OFFICER", COUNTY),
        Post("other_county", "马科长", "COUNTY_OFFICER", OTHER_COUNTY),
        Post("city", "何处长", "CITY_OFFICER", CITY),
        Post("other_city", "罗处长", "CITY_OFFICER", OTHER_CITY),
        Post("province", "沈处长", "PROVINCE_OFFICER", PROVINCE),
        Post("inspector", "督学李", "INSPECTOR", COUNTY),
        Post("auditor", "审计员", "AUDITOR", PROVINCE),
        Post("admin", "系统管理员", "ADMINISTRATOR", PROVINCE),
        Post("school_admin", "名册管理员", "ADMINISTRATOR", school.id),
    ]
