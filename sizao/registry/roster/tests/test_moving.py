"""People move, leave, come back; memberships are closed and opened, never rewritten."""

import datetime as dt

import pytest

from sizao.core.errors import Invalid, NotVisible
from sizao.core.models import OutboxFact
from sizao.registry.roster import queries, services
from sizao.registry.roster.models import Membership, Person
from sizao.registry.roster.services import NewPlace

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def reporter(db, cast, now):
    return cast.actor("reporter", now)


@pytest.fixture
def move(reporter, cast, now):
    def run(people, group, day=TODAY):
        places = [NewPlace(one, group) for one in people]
        services.move_people(actor=reporter, now=now, school_id=cast.school.id, places=places, moved_on=day)

    return run


def _spans(cast, person_id):
    rows = Membership.objects.whole_tree(reason="test").filter(school_id=cast.school.id, person_id=person_id)
    return list(rows.order_by("starts_on").values_list("group_id", "starts_on", "ends_on"))


def test_move_closes_one_membership_and_opens_another(move, reporter, cast):
    first, second = cast.school.classes[:2]
    since = TODAY - dt.timedelta(days=60)

    move(first.people[:2], second.id)

    assert _spans(cast, first.people[0]) == [(first.id, since, TODAY), (second.id, TODAY, None)]
    assert first.people[0] in {
        one.id for one in queries.list_group(reporter, school_id=cast.school.id, group_id=second.id)
    }
    fact = OutboxFact.objects.filter(fact="roster.PersonMoved").order_by("-id").first()
    assert (fact.payload["from_group_id"], fact.payload["to_group_id"]) == (first.id, second.id)


def test_moving_many_costs_as_many_queries_as_moving_one(
    reporter, cast, now, move, django_assert_num_queries, django_assert_max_num_queries
):
    first, second = cast.school.classes[:2]
    with django_assert_max_num_queries(20) as one:
        move(first.people[:1], second.id)

    with django_assert_num_queries(len(one.captured_queries)):
        move(first.people[1:30], second.id)


def test_wrong_move_on_the_same_day_is_corrected_without_rewriting(move, cast):
    first, second, third = cast.school.classes

    move(first.people[:1], second.id)
    move(first.people[:1], third.id)

    assert _spans(cast, first.people[0])[1:] == [(second.id, TODAY, TODAY), (third.id, TODAY, None)]


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "日期不能晚于今天"), (-400, "日期不能早于一年前"), (-61, "2026-09-24以前有别的班级记录，日期不能早于这一天")],
)
def test_impossible_day_is_refused(move, cast, days, words):
    first, second = cast.school.classes[:2]

    with pytest.raises(Invalid) as refused:
        move(first.people[:1], second.id, TODAY + dt.timedelta(days=days))

    assert refused.value.problems[0].text() == words


def test_pupil_can_not_be_moved_to_the_canteen_or_to_another_school(move, cast):
    first, canteen = cast.school.classes[0], cast.school.groups[-1]

    with pytest.raises(Invalid):
        move(first.people[:1], canteen.id)
    with pytest.raises(NotVisible):
        move(first.people[:1], cast.neighbor_school.classes[0].id)
    with pytest.raises(NotVisible):
        move(cast.neighbor_school.classes[0].people[:1], first.id)


def test_teacher_may_not_move_pupils(cast, now, db):
    first, second = cast.school.classes[:2]

    with pytest.raises(NotVisible):
        services.move_people(
            actor=cast.actor("teacher", now), now=now, school_id=cast.school.id,
            places=[NewPlace(first.people[0], second.id)], moved_on=TODAY,
        )  # fmt: skip


def test_who_leaves_is_kept_without_a_class_and_can_come_back(move, reporter, cast, now):
    first, second = cast.school.classes[:2]
    person = first.people[0]
    services.leave_school(actor=reporter, now=now, school_id=cast.school.id, person_ids=[person], left_on=TODAY)

    left = Person.objects.whole_tree(reason="test").get(school_id=cast.school.id, id=person)
    assert (left.status, left.group_id) == ("LEFT", None)
    assert OutboxFact.objects.filter(fact="roster.PersonLeft").count() == 1

    move([person], second.id)
    left.refresh_from_db()
    assert (left.status, left.group_id) == ("ACTIVE", second.id)
    assert _spans(cast, person)[-1] == (second.id, TODAY, None)


def test_who_left_can_not_leave_again(reporter, cast, now):
    leave = {
        "actor": reporter,
        "now": now,
        "school_id": cast.school.id,
        "person_ids": [cast.school.classes[0].people[0]],
    }
    services.leave_school(**leave, left_on=TODAY)

    with pytest.raises(Invalid) as refused:
        services.leave_school(**leave, left_on=TODAY)

    assert refused.value.problems[0].text() == "已经离校"
