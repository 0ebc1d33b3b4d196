"""Play a story: its school is built, its classes report day by day, its doctor diagnoses; signals come alone."""

import dataclasses
import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import SizaoError
from sizao.core.ids import new_id
from sizao.demo import builders, flag, names
from sizao.demo.builders import BUILDER, BuiltSchool, GroupPlan, PersonPlan, Post, SchoolPlan
from sizao.demo.history import settle
from sizao.demo.replays.story import Sick, Story
from sizao.detect.checks import queries as check_queries
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.detect.linelist import services as linelist
from sizao.detect.signals import queries as signals
from sizao.report.daily import services as daily

MORNING, ANY_HOUR = "MORNING", "OBSERVATION"
OPENS, FIRST_REPORT, DOCTOR = dt.time(6, 31), dt.time(7, 30), dt.time(11, 0)
STAGE_GRADES = {
    "KINDERGARTEN": ("小班", "中班", "大班"), "PRIMARY": ("一年级", "二年级", "三年级", "四年级"),
    "JUNIOR": ("初一", "初二", "初三"), "SENIOR": ("高一", "高二", "高三"),
}  # fmt: skip
AGE = {"KINDERGARTEN": 4, "PRIMARY": 8, "JUNIOR": 13, "SENIOR": 16}


@dataclass(frozen=True, slots=True)
class Moment:
    """What came out of one day: reports sent, illnesses named, and the signals raised, updated or revoked by them."""

    day: int
    date: dt.date
    reports: int
    new_cases: int
    ill: int
    raised: tuple[signals.SignalLine, ...]
    revoked: tuple[signals.SignalLine, ...]


@dataclass(slots=True)
class Stage:
    """A story's school, ready to be played."""

    story: Story
    school: BuiltSchool
    first: dt.date
    username: str = ""
    reported: set[tuple[int, int]] = dataclasses.field(default_factory=set)


def build(story: Story, *, county_id: int, first: dt.date, now: dt.datetime, seed: int = 1) -> Stage:
    """Build the story's school with invented pupils, at work since the day before the story."""
    rng = random.Random(f"{story.name}/{seed}")
    grades = story.grades or STAGE_GRADES[story.stage]
    groups = []
    for place, size in enumerate(story.classes):
        grade = grades[place * len(grades) // len(story.classes)]
        number = sum(one.grade == grade for one in groups) + 1
        born = dt.date(first.year - AGE[story.stage], 5, 1)
        people = tuple(_pupil(rng, born, is_boarder=story.has_boarders) for _ in range(size))
        groups.append(GroupPlan(f"{grade}({number})班", people, grade, first.year, number))
    plan = SchoolPlan(f"{story.title}回放", county_id, story.stage, tuple(groups), has_boarders=story.has_boarders)
    since = first - dt.timedelta(days=1)
    school = builders.build_school(plan, now=now, since=since)
    post = Post(f"{story.name}-{school.id % 10_000}", "回放报告人", "EPIDEMIC_REPORTER", school.id)
    builders.build_posts([post], now=now, since=since, password=flag.PASSWORD)
    return Stage(story, school, first, username=post.username)


def _pupil(rng: random.Random, born: dt.date, *, is_boarder: bool) -> PersonPlan:
    sex = rng.choice(("MALE", "FEMALE"))
    birth = born + dt.timedelta(days=rng.randrange(365))
    return PersonPlan(names.person_name(rng, sex=sex, birth_year=birth.year), sex, birth, is_boarder=is_boarder)


def play(stage: Stage, *, pause: Callable[[int], None] = lambda day: None) -> Iterator[Moment]:
    """Play day after day; `pause` is called before each, for whoever wants to watch."""
    for day in range(stage.story.days):
        pause(day)
        yield _play_day(stage, day)


def _play_day(stage: Stage, day: int) -> Moment:
    date = stage.first + dt.timedelta(days=day)
    before = {line.id: line for line in signals.list_lines(stage.school.id)}
    opens = clock.at(date, OPENS)
    checks.open_slots(actor=BUILDER, now=opens, day=date)
    daily.prepare_returns(actor=BUILDER, now=opens, day=date)
    reports = _report(stage, day, date)
    _diagnose(stage, day, clock.at(date, DOCTOR))
    after = signals.list_lines(stage.school.id)
    return Moment(
        day, date, reports, len(stage.story.begins(day)), len(stage.story.ill_on(day)),
        tuple(line for line in after if line.id not in before),
        tuple(line for line in after if line.revoked_at and line.id in before and not before[line.id].revoked_at),
    )  # fmt: skip


def _report(stage: Stage, day: int, date: dt.date) -> int:
    """Let every class report its ill and its zero, one after the other; on days off only what there is to say."""
    slots = check_queries.list_slots(BUILDER, school_id=stage.school.id, day=date)
    expected = {slot.group_id for slot in slots if slot.session == MORNING}
    sent = 0
    for place, group in enumerate(stage.school.classes):
        at = clock.at(date, FIRST_REPORT) + dt.timedelta(seconds=97 * place)
        ill = [one for one in stage.story.ill_on(day) if one.class_place == place]
        session = MORNING if group.id in expected else ANY_HOUR
        if not ill and session == ANY_HOUR:
            continue
        check = Check(
            new_id(at), stage.school.id, group.id, date, session,
            entries=tuple(_entry(stage, one, date) for one in ill), recovered=_well(stage, place, day),
        )  # fmt: skip
        _send(at, check)
        stage.reported |= {(one.class_place, one.pupil) for one in ill}
        settle(at + dt.timedelta(seconds=1))
        sent += 1
    return sent


def _entry(stage: Stage, one: Sick, date: dt.date) -> Entry:
    return Entry(
        _person(stage, one), presence="PRESENT", symptoms=one.symptoms, temperature_celsius=one.temperature,
        onset_date=stage.first + dt.timedelta(days=one.onset_day), shared_meal=one.has_shared_meal,
    )  # fmt: skip


def _well(stage: Stage, place: int, day: int) -> tuple[uuid.UUID, ...]:
    """Answer for those who were reported ill and are not any more; each is asked about once."""
    gone = [
        one
        for one in stage.story.sick
        if one.class_place == place
        and one.onset_day + one.days_ill <= day
        and (one.class_place, one.pupil) in stage.reported
    ]
    stage.reported -= {(one.class_place, one.pupil) for one in gone}
    return tuple(_person(stage, one) for one in gone)


def _send(at: dt.datetime, check: Check) -> None:
    (outcome,) = checks.submit_planned(actor=BUILDER, now=at, planned=[(BUILDER, at, check)])
    if isinstance(outcome, SizaoError):
        raise outcome


def _diagnose(stage: Stage, day: int, at: dt.datetime) -> None:
    """Let the doctor write what is known by this day."""
    doctor = Actor.system("replay: the school doctor")
    for one in stage.story.sick:
        if not one.disease or one.onset_day + one.diagnosed_day != day:
            continue
        illness = linelist.IllnessKey(stage.school.id, _person(stage, one), 1)
        linelist.change_case(actor=doctor, now=at, illness=illness, status=one.status, disease=one.disease)
        if one.is_excluded:
            linelist.change_case(
                actor=doctor, now=at + dt.timedelta(hours=1), illness=illness, status="EXCLUDED", reason="乳糖不耐受"
            )
    settle(at + dt.timedelta(hours=2))


def _person(stage: Stage, one: Sick) -> uuid.UUID:
    return stage.school.classes[one.class_place].people[one.pupil]
