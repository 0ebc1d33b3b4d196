"""Collections and answers: who is asked once, who may answer, what is refused, what stays on record."""

import datetime as dt

import pytest

from sizao.core import scope
from sizao.core.actor import unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.demo.cast import COUNTY, OTHER_COUNTY, PROVINCE
from sizao.detect.journeys import queries, services
from sizao.detect.journeys.models import Answer, Collection, Stay, Trip
from sizao.detect.journeys.queries import Counts
from sizao.detect.journeys.rules import NewStay, NewTrip
from sizao.detect.journeys.tests.conftest import JOB
from sizao.registry.accounts import queries as holders
from sizao.registry.accounts import services as accounts

pytestmark = pytest.mark.django_db


def kept(model=Answer):
    return model.objects.whole_tree(reason="test")


def test_guardian_answers_for_the_own_child_and_a_later_answer_takes_the_place(cast, collect, say, away, child):
    row = collect()
    key = say(row, away())
    assert (kept(Stay).get().stem, kept(Trip).get().number) == ("430181", "G6113 05车12A")

    assert say(row) == key
    (one,) = kept()
    assert (one.person_id, one.whereabouts, one.source) == (child, "LOCAL", "GUARDIAN")
    assert not kept(Stay).exists() and not kept(Trip).exists()


@pytest.mark.parametrize(
    ("who", "place"),
    [("guardian", 1), *((who, 0) for who in ("guardian2", "neighbor", "teacher2", "principal", "county", "foreign"))],
)
def test_nobody_answers_for_others(cast, collect, say, who, place):
    row = collect()
    with pytest.raises(NotVisible):
        say(row, who=who, person_id=cast.school.classes[0].people[place])
    assert not kept().exists()


def test_class_says_once_that_everyone_else_is_here_and_never_over_what_a_family_said(cast, now, collect, say, away):
    row, group = collect(), cast.school.classes[0]
    say(row, away())
    say(row, away(place="外婆家"), who="teacher", person_id=group.people[3])

    def local(who="teacher", group_id=group.id):
        return services.say_local(actor=cast.actor(who, now), now=now, collection_id=row.id, group_id=group_id)

    assert (local(), local()) == (34, 0)
    assert kept().filter(whereabouts="AWAY", source="GUARDIAN").count() == 1
    assert kept().filter(whereabouts="LOCAL", source="CLASS").count() == 34
    for who, error in (
        ("teacher2", NotVisible),
        ("guardian", Forbidden),
        ("county", Forbidden),
        ("foreign", NotVisible),
    ):
        with pytest.raises(error):
            local(who)
    with pytest.raises(NotVisible):
        local("doctor", cast.school.id)


def test_staff_answer_for_themselves_and_one_whom_a_department_holds_is_not_asked_again(cast, now, collect, say, away):
    row = collect()
    say(row, away(), who="teacher", person_id=None)
    say(row, who="doctor", person_id=None)
    assert set(kept().values_list("user_id", "group_id")) == {
        (cast.users[who], cast.school.id) for who in ("teacher", "doctor")
    }
    with pytest.raises(NotVisible):
        say(row, who="canteen", person_id=None)
    services.say_local(
        actor=cast.actor("canteen", now), now=now, collection_id=row.id, group_id=cast.school.groups[3].id
    )
    assert kept().filter(person_id__isnull=False).count() == 3


def test_unit_above_asks_instead_of_the_school_and_what_was_said_goes_over(cast, now, collect, say, away, tell):
    own = collect(cast.school.id)
    say(own, away())
    say(own, who="doctor", person_id=None)
    county = collect(COUNTY, first=-3)
    say(county, who="doctor", person_id=None)
    tell()

    own.refresh_from_db()
    assert own.replaced_by_id == county.id and queries.get_collection(own.id) == county
    rows = kept().filter(collection=county)
    assert sorted(rows.values_list("whereabouts", flat=True)) == ["AWAY", "LOCAL"]
    for unit, kind in ((cast.school.id, "HOLIDAY"), (COUNTY, "HOLIDAY")):
        with pytest.raises(services.AlreadyAsked):
            collect(unit, kind=kind)
    collect(OTHER_COUNTY)
    collect(cast.school.id, kind="RETURN")


@pytest.mark.parametrize(
    ("who", "unit", "error"),
    [("teacher", "school", NotVisible), ("doctor", "school", Forbidden), ("principal", "county", NotVisible),
     ("county", "other", NotVisible), ("inspector", "county", Forbidden), ("reporter", "class", NotVisible)],
)  # fmt: skip
def test_others_may_not_open(cast, now, collect, who, unit, error):
    ids = {"school": cast.school.id, "county": COUNTY, "other": OTHER_COUNTY, "class": cast.school.classes[0].id}
    with pytest.raises(error):
        collect(ids[unit], actor=cast.actor(who, now))
    assert not Collection.objects.whole_tree(reason="test").exists()


def test_withdrawn_collection_asks_nobody_and_takes_no_answer(cast, now, collect, say):
    row = collect(COUNTY, actor=cast.actor("county", now))
    with pytest.raises(NotVisible):
        services.withdraw_collection(
            actor=cast.actor("principal", now), now=now, unit_id=cast.school.id, collection_id=row.id
        )
    services.withdraw_collection(actor=cast.actor("county", now), now=now, unit_id=COUNTY, collection_id=row.id)
    with pytest.raises(NotVisible):
        say(row)
    entry = AuditEntry.objects.whole_tree(reason="test").get(action="journeys.collection.withdrawn")
    assert (entry.object_id, entry.user_id, entry.school_id) == (str(row.id), cast.users["county"], COUNTY)


def test_answers_come_late_for_a_while_and_then_no_more(now, collect, say):
    row = collect(first=-10, days=11)
    say(row, at=now + dt.timedelta(days=14))
    with pytest.raises(NotVisible):
        say(row, at=now + dt.timedelta(days=16))


def test_collection_of_another_county_does_not_ask_here(collect, say):
    row = collect(OTHER_COUNTY)
    with pytest.raises(NotVisible):
        say(row)


def test_parts_are_added_and_taken_out_and_the_last_stay_stays(cast, now, collect, say, away):
    key = say(collect(), away())
    guardian, day = cast.actor("guardian", now), now.date()
    stay = NewStay("110105", day - dt.timedelta(days=2), day)
    services.add_stay(actor=guardian, now=now, key=key, stay=stay)
    trip = NewTrip("430181", "110105", day, day, "PLANE", "CA1350")
    services.add_trip(actor=guardian, now=now, key=key, trip=trip)
    with pytest.raises(Invalid):
        services.add_stay(actor=guardian, now=now, key=key, stay=NewStay("999999", day, day + dt.timedelta(days=1)))
    with pytest.raises(NotVisible):
        services.add_stay(actor=cast.actor("guardian2", now), now=now, key=key, stay=stay)

    first, second = kept(Stay).order_by("starts_on").values_list("id", flat=True)
    services.drop_part(actor=guardian, now=now, key=key, part_id=first)
    with pytest.raises(services.AnswerMissing):
        services.drop_part(actor=guardian, now=now, key=key, part_id=second)
    with pytest.raises(NotVisible):
        services.drop_part(actor=guardian, now=now, key=key, part_id=first)
    assert kept(Trip).count() == 2


def test_too_many_places_are_a_mistake(cast, now, collect, say, away):
    key, day = say(collect(), away()), now.date()
    with pytest.raises(services.TooManyParts):
        for _ in range(20):
            services.add_stay(
                actor=cast.actor("guardian", now), now=now, key=key,
                stay=NewStay("110105", day, day + dt.timedelta(days=1)),
            )  # fmt: skip


def test_silence_is_counted_apart_and_offices_read_numbers_alone(cast, now, collect, say, away):
    row, today = collect(PROVINCE), now.date()
    say(row, away())
    services.say_local(
        actor=cast.actor("teacher2", now), now=now, collection_id=row.id, group_id=cast.school.classes[1].id
    )
    unit = cast.actor("county", now).acting_unit
    below = queries.count_below(unit, collection=row, today=today)
    staff = queries.count_staff([cast.school.id], today)[cast.school.id]
    assert below[cast.school.id] == Counts(36 + 38 + 30 + 3 + staff, 38, 1)
    assert below[cast.school.id].silent == 36 + 30 + 3 + staff - 1
    assert below[cast.neighbor_school.id].silent == below[cast.neighbor_school.id].people > 20
    city = queries.count_below(cast.actor("city", now).acting_unit, collection=row, today=today)
    assert set(city) == {COUNTY, OTHER_COUNTY} and city[COUNTY].away == 1
    assert queries.count_areas(unit, collection=row, today=today) == [("430181", 1)]
    groups = queries.count_groups(
        cast.actor("doctor", now), collection=row, school_id=cast.school.id, today=today
    )  # fmt: skip
    assert groups[cast.school.classes[1].id] == Counts(38, 38, 0)
    assert groups[cast.school.id] == Counts(staff, 0, 0)
    assert not Answer.objects.visible_to(cast.actor("county", now)).exists()


def test_staff_without_a_post_any_more_are_not_asked(cast, now):
    before = queries.count_staff([cast.school.id], now.date())[cast.school.id]
    (post,) = holders.list_posts([cast.users["doctor"]], on=now.date())
    accounts.revoke_post(actor=JOB, now=now, grant_id=post.id)

    assert queries.count_staff([cast.school.id], now.date())[cast.school.id] == before - 1


def test_what_was_said_last_time_is_where_one_begins(cast, now, collect, say, away, child):
    say(collect(kind="RETURN"), away())
    row = collect(kind="HOLIDAY")
    subject = queries.get_subject(cast.actor("guardian", now), school_id=cast.school.id, person_id=child)
    assert queries.find_answer(subject, row) is None
    assert queries.find_last(subject, row).stays[0].area_code == "430181"
    lines = queries.list_group(cast.actor("teacher", now), collection=row, group_id=cast.school.classes[0].id)
    assert [one.last_away for one in lines if one.last_away] == ["湖南省长沙市浏阳市"]


@pytest.mark.parametrize("who", ["province", "city", "county"])
def test_office_is_counted_in_one_statement_and_its_levels_add_up(
    cast, now, collect, say, away, who, django_assert_num_queries
):
    row, today = collect(PROVINCE), now.date()
    say(row, away())
    unit = cast.actor(who, now).acting_unit
    with django_assert_num_queries(1):
        below = queries.count_below(unit, collection=row, today=today)
    with django_assert_num_queries(1):
        assert queries.count_areas(unit, collection=row, today=today) == [("430181", 1)]

    for place, counts in below.items():
        inner = unit_by_id(place)
        if inner.school_id is None:
            parts = queries.count_below(inner, collection=row, today=today).values()
            assert sum(parts, Counts()) == counts
    assert sum(one.away for one in below.values()) == 1


def test_counts_leave_the_wall_and_rows_do_not(cast, now, collect, say, away):
    row, today = collect(PROVINCE), now.date()
    say(row, away())
    with scope.transaction(cast.actor("county", now)):
        unit = cast.actor("county", now).acting_unit
        assert queries.count_below(unit, collection=row, today=today)[cast.school.id].away == 1
        assert not Answer.objects.whole_tree(reason="test of the wall").exists()
