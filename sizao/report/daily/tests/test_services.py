"""The return: derived, signed once, amended with old and new numbers, closed by the level above."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.ids import new_id
from sizao.core.loops import ProofMissing
from sizao.core.models import LoopMove, OutboxFact
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.report.daily import queries, services
from sizao.report.daily.models import DailyReturn

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def morning(cast, now):
    """Slots are open; all groups of the school but 四(1)班 report, one pupil is ill."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    services.prepare_returns(actor=JOB, now=now, day=now.date())
    reporter = cast.actor("reporter", now)
    first, second, _third, canteen = cast.school.groups
    for group, entries in ((first, ()), (second, (Entry(second.people[0], symptoms=("FEVER",)),)), (canteen, ())):
        report(reporter, cast, group, now, entries)
    checks.fold(actor=JOB, now=now)


def report(actor, cast, group, now, entries=(), **changes):
    check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING", entries=tuple(entries), **changes)
    return checks.submit_one(actor=actor, now=now, check=check)


def sign(cast, now, who="principal", unit_id=None, **named):
    reasons = {cast.school.groups[2].id: "外出研学"}
    return services.sign_return(
        actor=cast.actor(who, now), now=now, unit_id=unit_id or cast.school.id, day=now.date(),
        **{"reasons": reasons, **named},
    )  # fmt: skip


def test_figures_are_derived_and_missing_is_not_zero(cast, now, morning):
    draft = queries.draft_return(cast.actor("principal", now), unit=unit_by_id(cast.school.id), day=now.date(), now=now)

    figures = draft.figures
    assert (figures.expected, figures.reported, figures.zero, figures.ill) == (4, 3, 2, 1)
    assert (figures.missing, figures.units, figures.units_reporting) == (1, 4, 3)
    assert draft.missing == ((cast.school.groups[2].id, "MORNING"),)


def test_signing_keeps_the_snapshot_as_known_then(cast, now, morning):
    row = sign(cast, now)
    report(cast.actor("teacher3", now), cast, cast.school.groups[2], now + dt.timedelta(minutes=5))

    kept = DailyReturn.objects.whole_tree(reason="test").get(school_id=cast.school.id)
    assert (kept.state, kept.figures["reported"], kept.signed_role) == ("SIGNED", 3, "SCHOOL_LEADER")
    assert row.missing_reasons == {str(cast.school.groups[2].id): {"session": "MORNING", "reason": "外出研学"}}
    assert kept.history().first().move == "sign"


def test_missing_class_without_a_reason_holds_the_signature(cast, now, morning):
    with pytest.raises(services.ReasonsMissing):
        sign(cast, now, reasons={})


def test_figures_that_changed_since_they_were_looked_at_are_not_signed(cast, now, morning):
    with pytest.raises(services.FiguresChanged):
        sign(cast, now, seen={"reported": 2})


def test_return_is_signed_once(cast, now, morning):
    sign(cast, now)
    with pytest.raises(services.AlreadySigned):
        sign(cast, now)


@pytest.mark.parametrize(
    ("who", "error"),
    [("teacher", NotVisible), ("doctor", Forbidden), ("county", None), ("neighbor_principal", NotVisible),
     ("other_county", NotVisible), ("guardian", Forbidden)],
)  # fmt: skip
def test_only_the_responsible_sign(cast, now, morning, who, error):
    if error is None:
        assert sign(cast, now, who).signed_role == "COUNTY_OFFICER"
        return
    with pytest.raises(error):
        sign(cast, now, who)


def test_late_report_goes_into_the_next_return_and_is_named_there(cast, now, morning):
    sign(cast, now)
    afternoon, tomorrow = now.replace(hour=15), now + dt.timedelta(days=1)
    report(cast.actor("teacher3", now), cast, cast.school.groups[2], afternoon)
    checks.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    services.prepare_returns(actor=JOB, now=tomorrow, day=tomorrow.date())

    draft = queries.draft_return(
        cast.actor("principal", now), unit=unit_by_id(cast.school.id), day=tomorrow.date(), now=tomorrow
    )
    assert draft.found_later == 1


def test_amending_makes_a_version_and_tells_upward(cast, now, morning):
    sign(cast, now)
    ill = Entry(cast.school.groups[0].people[0], symptoms=("RASH",))
    report(cast.actor("teacher", now), cast, cast.school.groups[0], now, (ill,), base_version=1)
    made = services.amend_return(
        actor=cast.actor("principal", now), now=now, unit_id=cast.school.id, day=now.date(), reason="漏计一人"
    )

    rows = DailyReturn.objects.whole_tree(reason="test").filter(school_id=cast.school.id).order_by("version")
    assert [(row.version, row.state, row.figures["ill"]) for row in rows] == [(1, "SIGNED", 1), (2, "AMENDED", 2)]
    assert made.reason == "漏计一人"
    fact = OutboxFact.objects.get(fact="daily.ReturnAmended")
    assert "ill:1:2" in fact.payload["changes"]


def test_amending_needs_a_reason_and_a_difference(cast, now, morning):
    sign(cast, now)
    amend = {"actor": cast.actor("principal", now), "now": now, "unit_id": cast.school.id, "day": now.date()}
    with pytest.raises(services.NothingToAmend):
        services.amend_return(**amend, reason="看错")
    ill = Entry(cast.school.groups[0].people[0], symptoms=("RASH",))
    report(cast.actor("teacher", now), cast, cast.school.groups[0], now, (ill,), base_version=1)
    with pytest.raises(ProofMissing):
        services.amend_return(**amend, reason="")


def test_offices_sum_what_was_signed_and_close_the_level_below(cast, now, morning):
    sign(cast, now)
    for who, unit_id in (("county", 430_102), ("city", 430_100), ("province", 430_000)):
        sign(cast, now, who, unit_id, reasons={})

    rows = {row.school_id: row for row in DailyReturn.objects.whole_tree(reason="test")}
    assert [rows[key].figures["ill"] for key in (430_102, 430_100, 430_000)] == [1, 1, 1]
    assert rows[430_102].figures["units"] == 2 and rows[430_102].figures["units_reporting"] == 1
    assert rows[cast.school.id].state == "RECEIVED" and rows[430_100].state == "RECEIVED"
    assert LoopMove.objects.filter(move="receive").count() == 3


def test_chase_reaches_the_lowest_unit_once(cast, now, morning):
    from sizao.core.notify.models import Notice

    for _ in range(2):
        services.chase_units(
            actor=cast.actor("county", now), now=now, unit_id=430_102, day=now.date(),
            unit_ids=[cast.school.id, cast.neighbor_school.id],
        )  # fmt: skip
    dispatch.dispatch(now=now)

    told = list(Notice.objects.filter(kind="daily.chased").values_list("recipient_id", flat=True))
    assert cast.users["reporter"] in told and cast.users["neighbor_principal"] in told
    assert told.count(cast.users["reporter"]) == 1


def test_unit_of_another_county_cannot_be_chased_or_called(cast, now, morning):
    county = cast.actor("county", now)
    with pytest.raises(NotVisible):
        services.chase_units(actor=county, now=now, unit_id=430_102, day=now.date(), unit_ids=[cast.foreign_school.id])
    with pytest.raises(NotVisible):
        services.record_call(
            actor=county, now=now, unit_id=430_102, day=now.date(), called_id=cast.foreign_school.id,
            answer="WILL_REPORT",
        )  # fmt: skip


def test_call_is_seen_by_colleagues(cast, now, morning):
    county = cast.actor("county", now)
    services.record_call(
        actor=county, now=now, unit_id=430_102, day=now.date(), called_id=cast.neighbor_school.id, answer="PROBLEM",
        note="停电",
    )  # fmt: skip

    row = next(
        one for one in queries.list_sub_units(county, unit=unit_by_id(430_102), day=now.date())
        if one.line.id == cast.neighbor_school.id
    )  # fmt: skip
    assert (row.call.answer, row.call.called_name) == ("PROBLEM", "周科长")
