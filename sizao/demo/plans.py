"""Plan an invented county: schools with plausible classes, boarders and staff, the same for the same seed."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sizao.demo import names
from sizao.demo.builders import BuiltSchool, GroupPlan, PersonPlan, Post, SchoolPlan
from sizao.registry.orgs.queries import grade_label, school_year_of

PROVINCE, CITY, COUNTY = 430_000, 430_100, 430_104
NEIGHBOR_COUNTY = 430_105


@dataclass(frozen=True, slots=True)
class Shape:
    """How many schools of a stage, and classes per grade (fewest, most)."""

    stage: str
    schools: int
    classes: tuple[int, int]
    boarder_share: float = 0.0


SCALES: dict[str, tuple[Shape, ...]] = {
    "tiny": (
        Shape("PRIMARY", 3, (2, 3)),
        Shape("KINDERGARTEN", 1, (2, 2)),
        Shape("JUNIOR", 1, (5, 5), 0.3),
        Shape("SENIOR", 1, (4, 4), 0.7),
    ),
    "county": (
        Shape("PRIMARY", 45, (3, 6)),
        Shape("KINDERGARTEN", 40, (2, 4)),
        Shape("JUNIOR", 15, (8, 14), 0.3),
        Shape("SENIOR", 6, (14, 20), 0.7),
    ),
}
GRADES = {"KINDERGARTEN": (-2, -1, 0), "PRIMARY": (1, 2, 3, 4, 5, 6), "JUNIOR": (7, 8, 9), "SENIOR": (10, 11, 12)}


def plan_schools(scale: str, *, seed: int, today: dt.date) -> Iterator[SchoolPlan]:
    """Plan the schools of a scale, one after another."""
    rng = random.Random(seed)
    number = 0
    for shape in SCALES[scale]:
        titles = names.school_names(rng, "岳麓", shape.stage)
        for _ in range(shape.schools):
            number += 1
            yield _school(rng, next(titles), shape, number, today)


def _school(rng: random.Random, name: str, shape: Shape, number: int, today: dt.date) -> SchoolPlan:
    year = school_year_of(today)
    per_grade = rng.randint(*shape.classes)
    groups = [
        _class(rng, shape, grade, index, year) for grade in GRADES[shape.stage] for index in range(1, per_grade + 1)
    ]
    groups.append(_canteen(rng, works_weekends=shape.boarder_share > 0))
    return SchoolPlan(
        name, COUNTY, shape.stage, tuple(groups), code=f"3143{number:06d}",
        phone=f"0731-8800{number:04d}", has_boarders=shape.boarder_share > 0,
    )  # fmt: skip


def _class(rng: random.Random, shape: Shape, grade: int, index: int, year: int) -> GroupPlan:
    label, class_label = grade_label(shape.stage, grade, index)
    people = tuple(_pupil(rng, grade, year, shape.boarder_share) for _ in range(names.class_size(rng, shape.stage)))
    return GroupPlan(class_label, people, label, year - (grade - GRADES[shape.stage][0]), index)


def _pupil(rng: random.Random, grade: int, year: int, boarder_share: float) -> PersonPlan:
    sex = rng.choice(("MALE", "FEMALE"))
    birth = names.pupil_birth_date(rng, grade, year)
    return PersonPlan(names.person_name(rng, sex=sex, birth_year=birth.year), sex, birth, rng.random() < boarder_share)


def _canteen(rng: random.Random, *, works_weekends: bool) -> GroupPlan:
    people = []
    for _ in range(rng.randint(4, 9)):
        sex = rng.choice(("MALE", "FEMALE"))
        people.append(PersonPlan(names.person_name(rng, sex=sex, birth_year=rng.randint(1966, 1995)), sex))
    return GroupPlan("食堂", tuple(people), is_department=True, works_weekends=works_weekends)


def plan_posts(
    schools: list[BuiltSchool], *, seed: int, dorms: Mapping[int, Sequence[int]] | None = None
) -> list[Post]:
    """Plan one account a class and the staff of each school and office; the first school's have the plain names.

    dorms: the units that run dormitories, by school; the first keeper has the plain name.
    """
    rng = random.Random(seed + 1)

    def person() -> str:
        return names.person_name(rng, sex=rng.choice(("MALE", "FEMALE")), birth_year=rng.randint(1968, 1996))

    posts: list[Post] = []
    for number, school in enumerate(schools, 1):
        tail = "" if number == 1 else f"-{number}"
        for index, group in enumerate(school.classes, 1):
            posts.append(Post(f"teacher{index}{tail}", person(), "HOMEROOM_TEACHER", group.id, _phone(rng)))
        staff = [
            ("doctor", "SCHOOL_DOCTOR"), ("health", "HEALTH_TEACHER"), ("reporter", "EPIDEMIC_REPORTER"),
            ("principal", "SCHOOL_LEADER"), ("admin", "ADMINISTRATOR"),
        ]  # fmt: skip
        posts += [Post(f"{word}{tail}", person(), role, school.id, _phone(rng)) for word, role in staff]
        canteen = next(group for group in school.groups if group.is_department)
        posts.append(Post(f"canteen{tail}", person(), "GRID_WORKER", canteen.id, _phone(rng)))
    first, second = schools[0], schools[min(1, len(schools) - 1)]
    posts.append(Post("guardian", person(), "GUARDIAN", first.id, _phone(rng), also=(("GUARDIAN", second.id),)))
    units = [unit for own in (dorms or {}).values() for unit in own]
    posts += [
        Post("dorm" if number == 1 else f"dorm-{number}", person(), "DORM_KEEPER", unit, _phone(rng))
        for number, unit in enumerate(units, 1)
    ]
    offices = [
        ("county", "COUNTY_OFFICER", COUNTY), ("county-neighbor", "COUNTY_OFFICER", NEIGHBOR_COUNTY),
        ("city", "CITY_OFFICER", CITY), ("province", "PROVINCE_OFFICER", PROVINCE),
        ("administrator", "ADMINISTRATOR", PROVINCE), ("auditor", "AUDITOR", PROVINCE),
    ]  # fmt: skip
    return posts + [Post(word, person(), role, unit, _phone(rng)) for word, role, unit in offices]


def _phone(rng: random.Random) -> str:
    """A number from a range that is not given out: 100 after the operator's digits."""
    return f"13900{rng.randint(0, 999_999):06d}"
