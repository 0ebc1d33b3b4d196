"""Returns, boards and chasing as programs do them."""

import json

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.demo.cast import COUNTY, OTHER_COUNTY
from sizao.detect.checks import queries as check_queries
from sizao.detect.checks import services as checks
from sizao.report.daily import services

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture(autouse=True)
def morning(cast, now, db):
    """Open the day, let one class report, prepare the returns."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    first = cast.school.classes[0]
    ill = check_queries.Entry(first.people[0], symptoms=("FEVER",))
    report = check_queries.Check(new_id(now), cast.school.id, first.id, now.date(), "MORNING", entries=(ill,))
    checks.submit_one(actor=cast.actor("teacher", now), now=now, check=report)
    checks.fold(actor=JOB, now=now)
    services.prepare_returns(actor=JOB, now=now, day=now.date())


@pytest.fixture
def address(now):
    """Write the address of a return or board: `address("returns", unit, "sign")`."""

    def write(kind: str, unit_id: int, *more: str) -> str:
        return "/".join(["/api/v1/daily", kind, str(unit_id), str(now.date()), *more])

    return write


def post(client, where, **body):
    return client.post(where, json.dumps(body), content_type="application/json")


def signature(client, where) -> dict:
    """Look at a return and write the signature that fits it."""
    shown = client.get(where).json()
    seen = {name: shown["figures"][name] for name in ("expected", "reported", "ill", "absent")}
    return {"seen": seen, "reasons": [{"group_id": one["unit_id"], "reason": "秋游"} for one in shown["missing"]]}


class TestReturns:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("principal", 200), ("county", 200), ("province", 200), ("teacher", 404), ("guard", 403),
         ("neighbor_principal", 404), ("other_county", 404)],
    )  # fmt: skip
    def test_return_is_read_in_ones_jurisdiction(self, signed_in, cast, address, who, status):
        assert signed_in(who).get(address("returns", cast.school.id)).status_code == status

    def test_draft_shows_figures_sessions_and_who_is_missing(self, signed_in, cast, address):
        shown = signed_in("principal").get(address("returns", cast.school.id)).json()

        assert (shown["state"], shown["is_signed"], shown["versions"]) == ("PREPARED", False, [])
        assert (shown["figures"]["reported"], shown["figures"]["ill"]) == (1, 1)
        assert shown["by_session"]["MORNING"]["enrolled"] == 36
        assert cast.school.classes[1].id in {one["unit_id"] for one in shown["missing"]}

    def test_signed_return_is_a_snapshot(self, signed_in, cast, address):
        client, where = signed_in("principal"), address("returns", cast.school.id)
        signed = post(client, f"{where}/sign", **signature(client, where))
        shown = client.get(where).json()

        assert signed.status_code == 201
        assert (signed.json()["version"], signed.json()["signed_by"]) == (1, cast.users["principal"])
        assert shown["is_signed"] and shown["versions"] == [signed.json()]
        assert {one["reason"] for one in shown["missing"]} == {"秋游"}

    def test_signature_is_refused_for_what_was_not_seen_or_explained_or_twice(self, signed_in, cast, address):
        client, where = signed_in("principal"), address("returns", cast.school.id)
        right = signature(client, where)

        codes = [
            post(client, f"{where}/sign", **{**right, "seen": {**right["seen"], "ill": 0}}).json()["code"],
            post(client, f"{where}/sign", **{**right, "reasons": []}).json()["code"],
            post(client, f"{where}/sign", reasons=[]).json()["code"],
            post(client, f"{where}/sign", **right).json().get("code"),
            post(client, f"{where}/sign", **right).json()["code"],
        ]
        assert codes == ["figures_changed", "reasons_missing", "invalid", None, "already_signed"]

    @pytest.mark.parametrize(
        ("who", "status"), [("inspector", 403), ("doctor", 403), ("teacher", 404), ("neighbor_principal", 404)]
    )
    def test_only_the_leader_signs(self, signed_in, cast, address, who, status):
        right = signature(signed_in("principal"), address("returns", cast.school.id))
        assert post(signed_in(who), address("returns", cast.school.id, "sign"), **right).status_code == status

    def test_amendment_needs_a_change_and_a_reason(self, signed_in, cast, now, address):
        client, where = signed_in("principal"), address("returns", cast.school.id)
        post(client, f"{where}/sign", **signature(client, where))
        unchanged = post(client, f"{where}/amend", reason="漏记一人")
        second = cast.school.classes[1]
        late = check_queries.Check(new_id(now), cast.school.id, second.id, now.date(), "MORNING")
        checks.submit_one(actor=cast.actor("teacher2", now), now=now, check=late)

        assert unchanged.json()["code"] == "nothing_to_amend"
        assert post(client, f"{where}/amend", reason=" ").status_code == 422
        amended = post(client, f"{where}/amend", reason="三(2)班补报")
        assert (amended.status_code, amended.json()["version"], amended.json()["state"]) == (201, 2, "AMENDED")
        assert [one["version"] for one in client.get(where).json()["versions"]] == [2, 1]

    def test_day_without_a_return_is_shown_and_not_signed(self, signed_in, cast):
        client, where = signed_in("principal"), f"/api/v1/daily/returns/{cast.school.id}/2026-11-21"

        assert client.get(where).json()["state"] is None
        assert post(client, f"{where}/sign", **signature(client, where)).json()["code"] == "no_return"

    def test_class_has_no_return(self, signed_in, cast, address):
        assert signed_in("county").get(address("returns", cast.school.classes[0].id)).status_code == 404


class TestBoards:
    def test_board_sums_and_lists_the_schools(self, signed_in, cast, address):
        client = signed_in("county")
        board = client.get(address("boards", COUNTY)).json()
        units = client.get(address("boards", COUNTY, "units")).json()

        assert (board["figures"]["reported"], board["figures"]["ill"], board["figures"]["units"]) == (1, 1, 2)
        assert units["total"] == 2
        assert {one["name"]: one["figures"]["missing"] for one in units["items"]}["东风小学"] == 1

    def test_missing_groups_come_in_pages(self, signed_in, address):
        page = signed_in("county").get(address("boards", COUNTY, "missing"), {"per_page": 2}).json()

        assert len(page["items"]) == 2 and page["total"] == 4
        assert page["next"] == address("boards", COUNTY, "missing") + "?per_page=2&page=2"
        assert {one["session"] for one in page["items"]} == {"MORNING"}

    def test_school_has_no_board_of_units(self, signed_in, cast, address):
        client = signed_in("principal")

        assert client.get(address("boards", cast.school.id)).json()["figures"]["reported"] == 1
        assert client.get(address("boards", cast.school.id, "units")).json()["code"] == "no_board"

    @pytest.mark.parametrize(("who", "status"), [("city", 200), ("principal", 404), ("other_county", 404)])
    def test_board_is_read_in_ones_jurisdiction(self, signed_in, address, who, status):
        client = signed_in(who)
        assert {
            client.get(address("boards", COUNTY, *part)).status_code for part in ((), ("units",), ("missing",))
        } == {status}


class TestChasing:
    def test_missing_units_are_reminded(self, signed_in, cast, address):
        client, where = signed_in("county"), address("boards", COUNTY, "chase")

        assert post(client, where, unit_ids=[cast.school.id, cast.neighbor_school.id]).json() == {"count": 2}
        assert post(client, where, unit_ids=[cast.foreign_school.id]).status_code == 404
        assert post(client, where, unit_ids=[]).json()["errors"][0]["field"] == "unit_ids"

    def test_call_is_kept_and_shown_on_the_board(self, signed_in, cast, address):
        client = signed_in("county")
        made = post(
            client, address("boards", COUNTY, "calls"), called_id=cast.school.id, answer="WILL_REPORT", note="九点前报"
        )
        units = client.get(address("boards", COUNTY, "units")).json()["items"]

        assert (made.status_code, made.json()["called_name"]) == (201, "周科长")
        assert [one["call"]["note"] for one in units if one["call"]] == ["九点前报"]

    @pytest.mark.parametrize("body", [{"answer": "MAYBE"}, {"called_id": 0}, {"note": "长" * 201}])
    def test_wrong_call_names_its_field(self, signed_in, cast, address, body):
        right = {"called_id": cast.school.id, "answer": "NO_ANSWER"}
        answer = post(signed_in("county"), address("boards", COUNTY, "calls"), **{**right, **body})

        assert [one["field"] for one in answer.json()["errors"]] == list(body)

    @pytest.mark.parametrize(
        ("who", "unit", "status"),
        [("inspector", COUNTY, 403), ("principal", COUNTY, 404), ("county", OTHER_COUNTY, 404)],
    )
    def test_only_the_office_chases_its_own(self, signed_in, cast, address, who, unit, status):
        client = signed_in(who)

        assert post(client, address("boards", unit, "chase"), unit_ids=[cast.school.id]).status_code == status
        call = {"called_id": cast.school.id, "answer": "NO_ANSWER"}
        assert post(client, address("boards", unit, "calls"), **call).status_code == status
