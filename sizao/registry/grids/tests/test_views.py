"""The pages of the grid: a worker sees the own cell alone, offices see numbers, others do not know it exists."""

import pytest

from sizao.core.converters import Key
from sizao.registry.communities import services as communities
from sizao.registry.communities.services import NewLink
from sizao.registry.grids import services
from sizao.registry.grids.models import Cell

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status", "sees"),
    [
        ("keeper", 200, True), ("doctor", 200, True), ("reporter", 200, True), ("principal", 200, False),
        ("school_admin", 200, False), ("keeper2", 404, False), ("teacher", 404, False), ("guard", 404, False),
        ("guardian", 404, False), ("county", 404, False), ("neighbor_principal", 404, False), ("foreign", 404, False),
    ],
)  # fmt: skip
def test_cell_is_open_to_its_worker_and_names_nobody_to_others(cast, now, grid, dorm, signed_in, who, status, sees):
    page = signed_in(who).get(f"/grids/{Key(cast.school.id, grid[dorm.unit_id])}/")
    assert page.status_code == status
    assert ("安子宁" in text_of(page)) == sees


def test_worker_finds_the_own_cell_with_contacts_and_work_and_not_the_others(cast, now, grid, dorm, signed_in):
    link = NewLink("430102001002", "学府社区", "田主任", "社区主任", "13755550900", "学府卫生服务中心", "0731-55550901")
    communities.set_link(actor=cast.actor("principal", now), now=now, school_id=cast.school.id, new=link)
    browser = signed_in("teacher")
    where = browser.get("/grids/mine/")["Location"]
    page = text_of(browser.get(where))
    assert "36人" in page and "王敏" in page and "田主任" in page and "报告变动" in page
    assert "*******0900" in page and "13755550900" not in page and "0731-55550901" in page
    other = Key(cast.school.id, grid[cast.school.classes[1].id])
    assert browser.get(f"/grids/{other}/").status_code == 404
    assert browser.post(f"/grids/{other}/change/", {"changes": ["CAME"]}).status_code == 404
    assert "晚检" in text_of(signed_in("keeper").get(f"/grids/{Key(cast.school.id, grid[dorm.unit_id])}/"))


def test_worker_of_an_upper_cell_sees_the_cells_below(cast, now, grid, dorm, signed_in):
    cell = Cell.objects.whole_tree(reason="test").get(id=grid[dorm.unit_id])
    services.appoint_worker(
        actor=cast.actor("principal", now), now=now, school_id=cast.school.id, cell_id=cell.parent_id,
        user_id=cast.users["counselor"],
    )  # fmt: skip
    page = signed_in("counselor").get(f"/grids/{Key(cast.school.id, cell.id)}/")
    assert page.status_code == 200 and "安子宁" in text_of(page)


@pytest.mark.parametrize(
    ("who", "status"),
    [("doctor", 200), ("principal", 200), ("school_admin", 200), ("county", 404), ("guardian", 403), ("teacher", 404),
     ("neighbor_principal", 404), ("other_county", 404)],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/grids/school/{school}/", "/grids/uncovered/{school}/"])
def test_grid_of_a_school_is_its_own(cast, now, grid, signed_in, who, status, path):
    assert signed_in(who).get(path.format(school=cast.school.id)).status_code == status


def test_left_out_people_are_named_to_health_staff_and_counted_to_leaders(cast, now, dorm, signed_in):
    doctor = text_of(signed_in("doctor").get(f"/grids/uncovered/{cast.school.id}/"))
    leader = text_of(signed_in("principal").get(f"/grids/uncovered/{cast.school.id}/"))
    assert "安子宁" in doctor and "安子宁" not in leader and "1号宿舍楼101" in leader


@pytest.mark.parametrize(("who", "status"), [("county", 200), ("city", 200), ("province", 200), ("doctor", 404),
                                             ("other_county", 404)])  # fmt: skip
def test_offices_see_numbers_of_their_schools(cast, now, grid, signed_in, who, status):
    from sizao.core.actor import Actor

    services.count_gaps(actor=Actor.system("test"), now=now)
    page = signed_in(who).get("/grids/uncovered/430102/")
    assert page.status_code == status
    assert ("东风小学" in text_of(page)) == (status == 200)
    assert "安子宁" not in text_of(page)


def test_grid_is_kept_by_its_pages(cast, now, dorm, signed_in):
    browser = signed_in("principal")
    where = browser.post(f"/grids/new/{cast.school.id}/dorm/", {"name": "住宿"})["Location"]
    assert browser.post(f"{where}cover/", {"covered": [str(dorm.key.id)]}).status_code == 303
    again = browser.post(f"{where}cover/", {"covered": [str(dorm.key.id)]})
    assert again.status_code == 422 and "已在网格" in text_of(again)
    assert browser.post(f"{where}workers/new/", {"user_id": cast.users["keeper"]}).status_code == 303
    assert "宋阿姨" in text_of(browser.get(where)) and "1号宿舍楼" in text_of(browser.get(where))
    key = where.strip("/").split("~")[1]
    ring = browser.post(f"{where}edit/", {"name": "住宿", "parent_id": key})
    assert ring.status_code == 422 and "不能设在自己" in text_of(ring)
    assert signed_in("doctor").post(f"{where}retire/").status_code == 403
    assert browser.post(f"{where}retire/").status_code == 303


def test_ring_of_cells_is_refused_on_the_page_and_what_was_typed_stays(cast, now, signed_in):
    browser = signed_in("principal")
    add = f"/grids/new/{cast.school.id}/class/"
    upper = browser.post(add, {"name": "低段"})["Location"]
    keys = [upper]
    for name in ("一年级", "一(1)班"):
        parent = keys[-1].strip("/").split("~")[1]
        keys.append(browser.post(add, {"name": name, "parent_id": parent})["Location"])

    ring = browser.post(f"{upper}edit/", {"name": "低年级", "parent_id": keys[-1].strip("/").split("~")[1]})

    assert ring.status_code == 422 and "不能设在自己或自己的下级网格里" in text_of(ring)
    assert 'value="低年级"' in text_of(ring)
    assert "低年级" not in text_of(browser.get(upper))


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [("doctor", "/grids/school/{school}/", 18), ("doctor", "/grids/uncovered/{school}/", 18), ("keeper", "{cell}", 30)],
)
def test_pages_cost_a_fixed_number_of_queries(
    cast, now, grid, dorm, signed_in, django_assert_max_num_queries, who, path, most
):
    where = path.format(school=cast.school.id, cell=f"/grids/{Key(cast.school.id, grid[dorm.unit_id])}/")
    browser = signed_in(who)
    with django_assert_max_num_queries(most):
        assert browser.get(where).status_code == 200
