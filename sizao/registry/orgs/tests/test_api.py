"""Units as programs read them: pages, filters, and whose they are."""

import pytest

pytestmark = pytest.mark.django_db
URL = "/api/v1/orgs/units"


class TestFinding:
    def test_pages_follow_one_another_and_hold_each_unit_once(self, signed_in):
        client, where, seen = signed_in("county"), f"{URL}?per_page=5", []
        while where:
            page = client.get(where).json()
            seen += [unit["id"] for unit in page["items"]]
            where = page["next"]

        assert len(seen) == len(set(seen)) == page["total"] > 10
        assert page["page"] == -(-page["total"] // 5)

    def test_page_beyond_the_last_is_empty(self, signed_in):
        page = signed_in("county").get(URL, {"page": 900}).json()

        assert (page["items"], page["next"]) == ([], None) and page["total"] > 10

    @pytest.mark.parametrize("query", [{"per_page": 201}, {"per_page": 0}, {"page": 0}, {"page": "x"}, {"q": "a"}])
    def test_wrong_page_is_named(self, signed_in, query):
        answer = signed_in("county").get(URL, query)

        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == list(query)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"level": "SCHOOL"}, {"育英小学", "东风小学"}),
            ({"level": "SCHOOL", "q": "东风"}, {"东风小学"}),
            ({"q": "食堂"}, {"食堂"}),
            ({"level": "SCHOOL", "q": "江北"}, set()),
        ],
    )
    def test_filters_narrow_down(self, signed_in, query, names):
        page = signed_in("county").get(URL, query).json()
        assert {unit["name"] for unit in page["items"]} == names

    def test_parent_gives_what_is_directly_below_or_a_level(self, signed_in, cast):
        client = signed_in("county")
        below = client.get(URL, {"parent": cast.school.id}).json()
        classes = client.get(URL, {"parent": cast.school.id, "level": "CLASS"}).json()

        assert {unit["level"] for unit in below["items"]} == {"GRADE", "DEPARTMENT"}
        assert {unit["name"] for unit in classes["items"]} == {"三(1)班", "三(2)班", "四(1)班"}

    def test_unknown_level_is_422(self, signed_in):
        answer = signed_in("county").get(URL, {"level": "PLANET"})

        assert answer.json()["errors"][0]["reason"] == "不认识的选项：PLANET"


class TestOne:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("principal", 200), ("county", 200), ("province", 200), ("neighbor", 404), ("other_county", 404)],
    )
    def test_unit_is_read_in_ones_jurisdiction(self, signed_in, cast, who, status):
        answer = signed_in(who).get(f"{URL}/{cast.school.id}")

        assert answer.status_code == status
        if status == 200:
            assert (answer.json()["name"], answer.json()["county_id"]) == ("育英小学", 430_102)

    @pytest.mark.parametrize(("who", "status"), [("county", 200), ("neighbor", 404)])
    def test_children_are_listed_in_ones_jurisdiction(self, signed_in, cast, who, status):
        answer = signed_in(who).get(f"{URL}/{cast.school.id}/children")

        assert answer.status_code == status

    @pytest.mark.parametrize(("unit", "status"), [("0", 422), (str(2**63), 422), ("school", 422), ("99", 404)])
    def test_what_is_no_unit_is_refused(self, signed_in, unit, status):
        assert signed_in("county").get(f"{URL}/{unit}").status_code == status
