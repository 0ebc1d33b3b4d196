"""The doctor's way with a concern: the class is asked, nothing counts by itself; merged, closed, shown on record."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core import dispatch, escalate
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.loops import MoveRefused
from sizao.core.notify.models import Notice
from sizao.demo import builders
from sizao.demo.cast import PASSWORD
from sizao.detect.checks import queries as check_queries
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.detect.concerns import queries, services
from sizao.detect.concerns.models import Sender
from sizao.detect.concerns.tests.conftest import JOB, read
from sizao.registry.accounts import queries as accounts
from sizao.registry.policies import services as policies

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
OTHERS = (
    "teacher2", "guardian", "principal", "reporter", "dorm", "guard", "school_admin", "county", "neighbor",
    "neighbor_principal", "other_county", "auditor", "admin",
)  # fmt: skip


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def report(cast, now, *, entries=(), recovered=(), at=None) -> None:
    """Let the second class report its morning."""
    group = cast.school.classes[1]
    check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING", entries=entries, recovered=recovered)
    checks.submit_one(actor=cast.actor("teacher2", now), now=at or now, check=check)


def settled(key, at):
    """Let facts be told, and give the concern."""
    while dispatch.dispatch(now=at):
        pass
    return read(key)


def pupil(cast):
    """Give the pupil of the second class who is meant."""
    return cast.school.classes[1].people[1]


@pytest.fixture
def stranger(cast, now):
    """Give the doctor of the neighboring school."""
    post = builders.Post("neighbor_doctor", "孔医生", "SCHOOL_DOCTOR", cast.neighbor_school.id)
    made = builders.build_posts([post], now=now, since=now.date(), password=PASSWORD)
    return accounts.get_actor(made["neighbor_doctor"], on=now.date())


LOOKS = [("take_concern", {}), ("show_name", {"purpose": "家长问起"}), ("reveal_sender", {"purpose": "家长问起"})]


@pytest.mark.parametrize(("act", "more"), LOOKS)
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_judges_or_looks(tell, judge, act, more, who):
    key = tell()

    with pytest.raises(Forbidden):
        judge(act, key, who=who, **more)
    assert read(key).state == "NEW" and not rows("SELECT 1 FROM audit_entry WHERE action = 'concerns.sender.revealed'")


@pytest.mark.parametrize(("act", "more"), LOOKS)
def test_doctor_of_another_school_must_not_know(now, tell, stranger, act, more):
    key = tell()

    with pytest.raises(NotVisible):
        getattr(services, act)(actor=stranger, now=now, key=key, **more)
    assert not queries.list_concerns(stranger, key.school_id, is_open=True).exists()


def test_second_to_take_is_refused_in_words(tell, judge):
    key = tell()
    judge("take_concern", key)

    with pytest.raises(MoveRefused) as refused:
        judge("take_concern", key, who="health")
    assert "核实中" in refused.value.text()


def test_deadlines_are_the_schools(cast, now, tell, judge):
    policies.set_value(
        actor=cast.actor("principal", now), now=now, unit_id=cast.school.id, key="concerns.take_hours", value=2,
        starts_on=now.date(),
    )  # fmt: skip
    key = tell()
    assert read(key).state_due_at == now + 2 * HOUR

    judge("take_concern", key, at=now + HOUR)
    assert read(key).state_due_at == now + 25 * HOUR


def test_question_keeps_the_deadline(now, slots, asked):
    assert read(asked()).state_due_at == now + 24 * HOUR


def test_class_is_asked_and_nothing_counts_by_itself(cast, now, slots, asked):
    asked()
    (question,) = check_queries.list_suggestions(cast.actor("teacher2", now), school_id=cast.school.id, day=now.date())
    assert (question.kind, question.person_id, question.entry.symptoms) == ("CONCERN", pupil(cast), ("FEVER",))
    assert question.asked_at == now
    assert rows("SELECT count(*) FROM checks_checkentry") == rows("SELECT count(*) FROM checks_delta WHERE ill > 0")
    with pytest.raises(checks.QuestionsOpen):
        report(cast, now)


@pytest.mark.parametrize(("is_ill", "outcome", "ill"), [(True, "FOUND", 1), (False, "CLEARED", 0)])
def test_answer_of_the_class_closes_and_counts_once(cast, now, slots, asked, is_ill, outcome, ill):
    key, person = asked(), pupil(cast)
    entry = Entry(person, symptoms=("FEVER",))
    report(cast, now, entries=(entry,) if is_ill else (), recovered=() if is_ill else (person,), at=now + HOUR)

    row = settled(key, now + HOUR)
    assert (row.state, row.outcome) == ("CLOSED", outcome)
    assert rows("SELECT ill FROM checks_healthcheck") == [(ill,)]
    (fact,) = rows("SELECT payload->>'outcome' FROM core_outbox WHERE fact = 'concerns.ConcernClosed'")
    assert fact == (outcome,)


def test_dismissal_without_a_report_is_read_by_the_job(cast, now, slots, asked):
    key = asked()
    question = read(key).question_id
    checks.dismiss_question(actor=cast.actor("teacher2", now), now=now, school_id=cast.school.id, question_id=question)
    assert services.settle_answers(actor=JOB, now=now + HOUR) == 1

    assert read(key).outcome == "CLEARED"
    assert services.settle_answers(actor=JOB, now=now + 2 * HOUR) == 0


def test_stays_open_until_the_class_answers(cast, now, slots, asked):
    key = asked()

    assert services.settle_answers(actor=JOB, now=now + HOUR) == 0
    with pytest.raises(MoveRefused):
        services.close_concern(actor=cast.actor("doctor", now), now=now, key=key, outcome="HANDLED", reason="已处理")
    assert read(key).state == "ASKED"


def test_question_is_recalled_and_another_pupil_asked_about(cast, now, slots, asked, judge):
    key = asked()
    judge("recall_question", key)
    judge("match_person", key, person_id=cast.school.classes[1].people[2])
    judge("ask_class", key, symptoms=("COUGH",))

    found = rows("SELECT person_id, answer FROM checks_personquestion ORDER BY asked_at, answer DESC")
    assert sorted(found, key=str) == sorted(
        [(pupil(cast), "WITHDRAWN"), (cast.school.classes[1].people[2], "")], key=str
    )


def test_answered_question_cannot_be_recalled(cast, now, slots, asked, judge):
    key = asked()
    report(cast, now, recovered=(pupil(cast),))

    with pytest.raises(checks.QuestionAnswered):
        judge("recall_question", key)


def test_nobody_is_asked_about_without_a_name_or_symptom(cast, taken, judge):
    key = taken(about="UNKNOWN", note="操场边一直咳")
    with pytest.raises(services.NobodyNamed):
        judge("ask_class", key, symptoms=("COUGH",))

    judge("match_person", key, person_id=pupil(cast))
    for wrong in ((), ("PLAGUE",)):
        with pytest.raises(Invalid):
            judge("ask_class", key, symptoms=wrong)


def test_pupil_of_another_school_is_no_match(cast, taken, judge):
    key = taken()

    for person in (cast.neighbor_school.classes[0].people[0], new_id()):
        with pytest.raises(NotVisible):
            judge("match_person", key, person_id=person)


def test_second_concern_about_the_same_is_merged_and_the_class_asked_once(cast, now, slots, asked, taken, judge):
    first, second = asked(), taken("guard")
    judge("match_person", second, person_id=pupil(cast))
    with pytest.raises(services.AlreadyAsked):
        judge("ask_class", second, symptoms=("COUGH",))
    judge("merge_concern", second, into=first.id)

    assert (read(second).outcome, read(second).merged_into) == ("MERGED", first.id)
    guard = cast.actor("guard", now)
    assert [str(one) for _, one in queries.list_own(guard, today=now.date())] == ["LOOKED"]
    report(cast, now, recovered=(pupil(cast),))
    settled(first, now)
    assert [str(one) for _, one in queries.list_own(guard, today=now.date())] == ["CLOSED"]
    assert rows("SELECT count(*) FROM checks_personquestion WHERE kind = 'CONCERN'") == [(1,)]


def test_what_was_merged_follows_where_its_target_goes(cast, taken, judge):
    keys = [taken(who) for who in ("guardian", "guard", "dorm")]
    for key in keys:
        judge("match_person", key, person_id=pupil(cast))
    judge("merge_concern", keys[0], into=keys[1].id)
    judge("merge_concern", keys[1], into=keys[2].id)

    assert [read(key).merged_into for key in keys] == [keys[2].id, keys[2].id, None]
    with pytest.raises(Invalid):
        judge("merge_concern", keys[2], into=keys[0].id)


def test_only_the_same_person_and_day_are_merged(cast, now, taken, judge):
    first, other, earlier = taken(), taken("guard"), taken("dorm", seen_on=now.date() - dt.timedelta(days=1))
    for key, number in ((first, 1), (other, 2), (earlier, 1)):
        judge("match_person", key, person_id=cast.school.classes[1].people[number])

    for into in (other.id, earlier.id, first.id, new_id()):
        with pytest.raises(Invalid):
            judge("merge_concern", first, into=into)
    assert read(first).state == "TAKEN"


@pytest.mark.parametrize("outcome", ["HANDLED", "KNOWN", "UNFOUNDED"])
def test_doctor_closes_with_a_reason(now, taken, judge, outcome):
    key = taken()
    judge("close_concern", key, outcome=outcome, reason="已电话核实")

    row = read(key)
    assert (row.state, row.outcome, row.history()[0].reason) == ("CLOSED", outcome, "已电话核实")
    with pytest.raises(MoveRefused):
        judge("close_concern", key, outcome=outcome, reason="再办一次")


@pytest.mark.parametrize(
    ("outcome", "reason"), [("FOUND", "已核实"), ("MERGED", "已核实"), ("", "已核实"), ("KNOWN", " ")]
)
def test_nothing_is_closed_without_a_reason_or_by_another_ones_outcome(taken, judge, outcome, reason):
    key = taken()

    with pytest.raises(Invalid):
        judge("close_concern", key, outcome=outcome, reason=reason)
    assert read(key).state == "TAKEN"


def test_unfounded_concern_has_no_consequence_for_its_sender(cast, now, tell, taken, judge):
    for _ in range(3):
        judge("close_concern", taken(), outcome="UNFOUNDED", reason="核实后没有异常")
    tell()

    shown = queries.list_own(cast.actor("guardian", now), today=now.date())
    assert [str(progress) for _, progress in shown] == ["OPEN", "CLOSED", "CLOSED", "CLOSED"]


def test_doctor_neither_sees_nor_matches_what_is_about_themselves(cast, now, tell, taken, judge):
    doctor = cast.users["doctor"]
    canteen = cast.school.groups[3].people[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE roster_person SET user_id = %s WHERE id = %s", [doctor, canteen])
    named, other = tell(name_words="包师傅"), taken()
    judge("take_concern", named, who="health")
    judge("match_person", named, who="health", person_id=canteen)

    for act, key, more in (
        ("take_concern", named, {}), ("show_name", named, {"purpose": "看看是谁"}),
        ("reveal_sender", named, {"purpose": "看看是谁"}), ("match_person", other, {"person_id": canteen}),
    ):  # fmt: skip
        with pytest.raises(NotVisible):
            judge(act, key, **more)
    seen = queries.list_concerns(cast.actor("doctor", now), cast.school.id, is_open=True)
    assert [row.id for row in seen] == [other.id]
    assert queries.list_concerns(cast.actor("health", now), cast.school.id, is_open=True).count() == 2


def test_name_is_masked_and_shown_on_record(cast, now, taken, judge):
    key = taken(name_words="欧阳晨")
    row, doctor = read(key), cast.actor("doctor", now)
    assert queries.subjects_of(doctor, key.school_id, [row])[key.id] == ("三2班", "欧*晨")

    with pytest.raises(Invalid):
        judge("show_name", key, purpose=" ")
    assert judge("show_name", key, purpose="到班里找本人") == "欧阳晨"
    assert rows("SELECT user_id, fields, purpose FROM audit_entry WHERE action = 'concerns.name.shown'") == [
        (cast.users["doctor"], ["name"], "到班里找本人")
    ]


def test_sender_is_shown_for_a_purpose_on_record_and_told(cast, now, tell, judge):
    key = tell()
    with pytest.raises(Invalid):
        judge("reveal_sender", key, purpose="")
    assert not rows("SELECT 1 FROM audit_entry WHERE action = 'concerns.sender.revealed'")

    assert judge("reveal_sender", key, purpose="要问清在哪里看到的", at=now + HOUR) == "安女士"
    looked = rows("SELECT user_id, object_id, purpose FROM audit_entry WHERE object_kind = 'concerns.sender'")
    assert looked == [(cast.users["doctor"], str(key.id), "要问清在哪里看到的")]
    ((sender, _),) = queries.list_own(cast.actor("guardian", now), today=now.date())
    assert sender.revealed_at == now + HOUR


def test_forgotten_sender_is_nobody(cast, now, tell, judge):
    key = tell()
    Sender.objects.whole_tree(reason="test").filter(concern_id=key.id).delete()

    with pytest.raises(NotVisible):
        judge("reveal_sender", key, purpose="要问清在哪里看到的")
    assert queries.list_own(cast.actor("guardian", now), today=now.date()) == []


def test_everyone_sees_their_own_alone(cast, now, tell):
    tell("guardian")
    tell("guard")

    for who, count in (("guardian", 1), ("guard", 1), ("teacher", 0), ("doctor", 0), ("neighbor", 0)):
        assert len(queries.list_own(cast.actor(who, now), today=now.date())) == count


def test_guardian_of_two_schools_tells_each(cast, now, tell):
    tell("guardian2")
    other = tell("guardian2", school_id=cast.neighbor_school.id)

    assert len(queries.list_own(cast.actor("guardian2", now), today=now.date())) == 2
    for who in ("doctor", "health"):
        assert queries.list_concerns(cast.actor(who, now), cast.neighbor_school.id, is_open=True).count() == 0
    with pytest.raises(NotVisible):
        services.take_concern(actor=cast.actor("doctor", now), now=now, key=Key(other.school_id, other.id))


def test_doctor_is_told_once_and_no_more_when_somebody_judges(cast, now, tell, judge):
    key = tell()
    settled(key, now)
    asked = Notice.objects.filter(kind="concerns.received")
    assert {one.recipient_id for one in asked} == {cast.users["doctor"], cast.users["health"]}

    judge("take_concern", key)
    settled(key, now)
    assert not asked.filter(read_at__isnull=True).exists()


def test_overdue_is_told_to_the_doctor_then_to_the_head(cast, now, tell):
    tell()
    assert escalate.run(now=now + 3 * HOUR) == 0
    escalate.run(now=now + 4 * HOUR)
    told = Notice.objects.filter(kind="core.overdue")
    assert {one.recipient_id for one in told} == {cast.users["doctor"], cast.users["health"]}

    escalate.run(now=now + 8 * HOUR)
    assert {cast.users["principal"], cast.users["reporter"]} <= {one.recipient_id for one in told.all()}


def test_head_counts_and_reads_nothing(cast, now, tell, taken, judge):
    tell()
    judge("close_concern", taken(), outcome="KNOWN", reason="已经知道")

    counts = queries.count_concerns(cast.actor("principal", now), cast.school.id, now=now + 5 * HOUR)
    assert counts == {"open": 1, "overdue": 1, "closed": 1}
    assert queries.list_concerns(cast.actor("principal", now), cast.school.id, is_open=True).count() == 0
    other = queries.count_concerns(cast.actor("neighbor_principal", now), cast.school.id, now=now)
    assert other == {"open": 0, "overdue": 0, "closed": 0}
