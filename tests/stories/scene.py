"""What has happened before the pages are looked at: each kind of page has something to show. Done as persons do it."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sizao.core.ids import new_id
from sizao.demo.cast import PASSWORD, Cast

LONG = "姓名,班级,性别\n" + "路遥,三(1)班,女\n" * 2100
ROSTER = "姓名,班级,性别\n路遥,三(1)班,女\n林间,三(9)班,男\n"
CHECKS = "班级,日期,时段,学生,体温,症状\n三(9)班,{day},晨检,0,,\n四(1)班,{day},晨检,安子宁,367,发热\n"
STRANGE = "甲,乙\n路遥,三(1)班\n"
ROOMS = "楼栋,楼层,房间,床位,姓名,班级\n2号宿舍楼,1层,201,4,,\n2号宿舍楼,1层,202,4,李未名,三(2)班\n"


@dataclass
class Scene:
    """Who does things where; `found` is what rows of the table name in their addresses, besides the cast."""

    site: Any
    cast: Cast
    now: dt.datetime
    window: Any
    found: dict[str, object] = field(default_factory=dict)

    def post(self, who: str, path: str, values: dict[str, str]) -> str:
        """Send a form as someone, without the page that shows it.

        returns: the address one is led to.
        """
        page = self.window(who)
        page.goto(f"{self.site.url}/me/")
        token = next(one["value"] for one in page.context.cookies() if one["name"] == "sizao_csrf")
        headers = {"X-CSRFToken": token, "Referer": f"{self.site.url}{path}"}
        answer = page.context.request.post(self.site.url + path, form=values, headers=headers)
        assert answer.status == 200, f"{who} {path}: {answer.status} {answer.text()[:2000]}"
        page.close()
        return answer.url

    def upload(self, text: str) -> str:
        """Upload a roster and give the path one is led to."""
        return self._send_file("school_admin", f"/roster/imports/?school={self.cast.school.id}", "名册.csv", text)

    def upload_rooms(self, text: str) -> str:
        """Upload rooms and who lives in them, and give the path one is led to."""
        return self._send_file("reporter", f"/places/imports/{self.cast.school.id}/", "宿舍.csv", text)

    def _send_file(self, who: str, path: str, name: str, text: str) -> str:
        page, there = self.window(who), self.site.url + path
        page.goto(there)
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        )
        page.get_by_role("button", name="上传并校验").click()
        page.wait_for_url(lambda url: url != there)
        where = page.url.removeprefix(self.site.url)
        page.close()
        return where

    def send_checks(self, who: str, text: str) -> None:
        """Send a file of checks."""
        page = self.window(who)
        page.goto(f"{self.site.url}/screening/uploads/")
        page.locator("input[type=file]").set_input_files(
            {"name": "晨检.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        page.get_by_role("button", name="上传并核对").click()
        page.get_by_role("button", name="重新核对").wait_for()
        page.close()

    def sign(self, who: str, path: str) -> None:
        """Sign a return on its page."""
        page = self.window(who)
        page.goto(self.site.url + path)
        page.get_by_role("button", name="签报").click()
        page.locator("dialog[open]").get_by_role("button", name="签报").click()
        page.get_by_text("已签报").first.wait_for()
        page.close()

    def secret_of(self, who: str) -> None:
        """Set up the second factor of someone."""
        from django_otp.oath import totp

        page = self.window(who)
        page.goto(f"{self.site.url}/me/second-factor/")
        page.get_by_role("button", name="设置动态码").click()
        secret = page.locator("strong").last.inner_text().replace(" ", "")
        page.fill("input[name=code]", f"{totp(_base32(secret)):06d}")
        page.get_by_role("button", name="启用").click()
        page.get_by_role("heading", name="动态码已启用").wait_for()
        page.close()


def _base32(secret: str) -> bytes:
    import base64

    return base64.b32decode(secret + "=" * (-len(secret) % 8))


def entry(**values: Any) -> str:
    """Write an entry as the sheet does."""
    return json.dumps({"presence": "PRESENT", "symptoms": ["FEVER"], **values})


def live(scene: Scene) -> Scene:
    """Let the morning of the pages pass."""
    cast, day = scene.cast, scene.now.date()
    second = cast.school.classes[1]
    ill, away = second.people[1], second.people[4]
    scene.post("teacher2", f"/checks/{second.id}/{day}/morning/", {
        "base_version": "0", f"entry-{ill}": entry(temperature="385"),
        f"entry-{away}": json.dumps({"presence": "ABSENT", "absence_reason": "PENDING"}),
    })  # fmt: skip
    scene.post("neighbor", f"/checks/{cast.neighbor_school.classes[0].id}/{day}/morning/", {"base_version": "0"})
    scene.sign("neighbor_principal", f"/daily/{cast.neighbor_school.id}/{day}/")
    scene.post("county", f"/daily/430102/{day}/chase/", {"unit_ids": str(cast.school.id)})
    scene.post("county", "/levels/430102/order/", {
        "level": "IV", "starts_on": f"{day}", "latest_day": f"{day + dt.timedelta(days=7)}", "reason": "流感高发",
        "step": "save",
    })  # fmt: skip
    scene.post("county", "/rules/430102/new/pack/", {
        "subject": "huzhou", "source": "县卫健〔2026〕7号", "starts_on": f"{day}", "until": "", "reason": "",
    })  # fmt: skip
    scene.post("county", "/levels/430102/bundles/new/", {
        "name": "五严五防", "level": "IV", "source": "县教育局通知", "valid_from": f"{day}",
        "gatherings.most_people": "200",
    })  # fmt: skip
    scene.post("principal", f"/policies/{cast.school.id}/checks.morning.due/", {
        "value": "10:00", "starts_on": f"{day + dt.timedelta(days=1)}", "reason": "早些知道", "step": "save",
    })  # fmt: skip
    person = f"{cast.school.id}~{second.people[0]}"
    scene.post(
        "reporter", f"/roster/people/{person}/guardians/new/", {"guardian_name": "曹女士", "guardian_relation": "母亲"}
    )
    for ill in cast.school.classes[2].people[:3]:
        scene.post(
            "doctor", f"/linelist/{cast.school.id}/new/?person={ill}", {"symptoms": "RASH", "onset_date": f"{day}"}
        )
    scene.found["work"] = scene.upload(LONG)
    scene.found["columns"] = f"{scene.upload(STRANGE)}columns/"
    scene.upload(ROSTER)
    _send_and_plan(scene, day)
    scene.secret_of("counselor")
    return scene


def _send_and_plan(scene: Scene, day: dt.date) -> None:
    """Send a file of checks wrong in two rows and one of rooms wrong in one; set a key date and risks."""
    scene.found["rooms"] = scene.upload_rooms(ROOMS)
    scene.send_checks("reporter", CHECKS.format(day=day))
    scene.post("county", "/plans/dates/430102/new/", {
        "kind": "HOLIDAY", "name": "寒假", "day": f"{day + dt.timedelta(days=12)}", "lead_days": "14",
        "audience": "HOMEROOM_TEACHER", "duty": "备好假期联系表", "duty_role": "SCHOOL_LEADER",
    })  # fmt: skip
    _build_places(scene)
    _weigh_risks(scene, day)
    _ask_community(scene, day)
    _travel(scene, day)
    _tell_concerns(scene, day)


def _build_places(scene: Scene) -> None:
    """Build a dormitory with rooms, a canteen and a gate, each with who answers for it."""
    school, keeper = scene.cast.school.id, "DORM_KEEPER"
    building, floor, canteen, gate = (new_id(scene.now) for _ in range(4))
    made = [("BUILDING", "3号宿舍楼", "", keeper, building), ("FLOOR", "2层", building, keeper, floor)]
    made += [("DORM_ROOM", name, floor, keeper, new_id(scene.now)) for name in ("201", "202", "203")]
    made += [("CANTEEN", "教工食堂", "", "HEALTH_TEACHER", canteen), ("GATE", "西南门", "", "GATE_GUARD", gate)]
    for kind, name, parent, role, key in made:
        scene.post("principal", f"/places/new/{school}/", {
            "kind": kind, "name": name, "parent_id": f"{parent}", "owner_role": role, "key": f"{key}",
        })  # fmt: skip
    scene.found["canteen"] = f"{school}~{canteen}"
    items = ("RECORDED", "AIRED", "CLEAN", "AGENT", "HANDS", "TABLEWARE")
    scene.post("principal", f"/inspections/places/{school}~{canteen}/new/", {
        **{f"item_{one}": "GOOD" for one in items}, "item_CLEAN": "BAD", "note_CLEAN": "墙角有积水",
    })  # fmt: skip


def _weigh_risks(scene: Scene, day: dt.date) -> None:
    """Put risk points on the registers of a school and its county."""
    for who, unit, owner, title in (
        ("doctor", scene.cast.school.id, "SCHOOL_DOCTOR", "三楼饮水机滤芯过期"),
        ("county", 430_102, "COUNTY_OFFICER", "全县流感疫苗接种率低"),
    ):
        scene.post(who, f"/risks/{unit}/new/", {
            "title": title, "kind": "FOOD_WATER", "likelihood": "3", "impact": "5", "measure": "每月更换并登记",
            "owner": owner, "review_on": f"{day + dt.timedelta(days=20)}",
        })  # fmt: skip
    page = scene.window("doctor")
    page.goto(f"{scene.site.url}/risks/{scene.cast.school.id}/")
    scene.found["risk"] = page.locator("main .rows a").first.get_attribute("href") + "review/"
    page.close()


def _ask_community(scene: Scene, day: dt.date) -> None:
    """Say which community the school belongs to, and ask it for something."""
    school = scene.cast.school.id
    scene.post("school_admin", f"/communities/{school}/edit/", {
        "code": "430102001002", "name": "学府街道学府社区", "contact": "田主任", "post": "社区主任",
        "phone": "13755550900", "clinic": "学府社区卫生服务中心", "clinic_phone": "0731-55550901",
    })  # fmt: skip
    scene.post("principal", f"/communities/{school}/new/", {
        "kind": "ENVIRONMENT", "text": "校门口两侧的积水和垃圾要在返校前清理一次",
        "due_on": f"{day + dt.timedelta(days=6)}",
    })  # fmt: skip


def _tell_concerns(scene: Scene, day: dt.date) -> None:
    """Let people tell what they saw: one thing waits, one is being looked into beside another, one is closed."""
    seen = {"school": f"{scene.cast.school.id}", "seen_on": f"{day}"}
    person = {**seen, "about": "PERSON", "class_words": "三2班", "name_words": "曹轩"}
    for who, values in (
        ("guard", {**seen, "about": "PLACE", "place_words": "二楼饮水机", "signs": "FOOD_WATER", "is_named": "on"}),
        ("guardian2", {**person, "signs": "FEVER", "note": "放学路上说头疼，脸很红"}),
        ("dorm", {**person, "signs": "STILL_HERE"}),
        ("canteen", {**seen, "about": "UNKNOWN", "signs": "COUGH", "note": "早饭时一直咳"}),
        # That school has nobody who judges: the county answers.
        ("neighbor", {**person, "school": f"{scene.cast.neighbor_school.id}", "signs": "RASH", "note": "手上有疱疹"}),
    ):
        scene.post(who, "/concerns/new/", values)
    page = scene.window("doctor")
    page.goto(f"{scene.site.url}/concerns/queue/")
    water, fever, still, _cough = [one.get_attribute("href") for one in page.locator("main .rows a").all()]
    page.close()
    pupil = f"{scene.cast.school.classes[1].people[1]}"
    for where in (water, fever, still):
        scene.post("doctor", f"{where}take/", {})
    for where in (fever, still):
        scene.post("doctor", f"{where}match/", {"person_id": pupil})
    scene.post("doctor", f"{water}close/", {"outcome": "HANDLED", "reason": "已停用，更换滤芯并送检水样"})
    scene.found["concern"] = fever


def _travel(scene: Scene, day: dt.date) -> None:
    """Ask where everyone stays; a child was away in what is an area at risk now, and the teacher of another class."""
    scene.post("county", "/journeys/units/430102/new/", {
        "kind": "HOLIDAY", "name": "寒假去向", "starts_on": f"{day - dt.timedelta(days=9)}",
        "latest_day": f"{day + dt.timedelta(days=9)}", "return_on": f"{day + dt.timedelta(days=9)}",
    })  # fmt: skip
    page = scene.window("county")
    page.goto(f"{scene.site.url}/journeys/units/430102/")
    number = page.locator("main .rows a").first.get_attribute("href").strip("/").split("/")[-1]
    page.close()
    school = scene.cast.school
    child = f"/journeys/people/{school.id}~{school.classes[0].people[0]}/{number}/"
    away = {
        "whereabouts": "AWAY", "area": "浏阳市", "starts_on": f"{day - dt.timedelta(days=8)}",
        "latest_day": f"{day - dt.timedelta(days=2)}", "means": "TRAIN", "number": "G6113 05车12A", "back_means": "CAR",
    }  # fmt: skip
    scene.post("guardian", child, away)
    scene.post("teacher2", f"/journeys/self/{school.id}/{number}/", {**away, "area": "长沙市"})
    scene.post("county", "/journeys/risks/430102/new/", {
        "code": "浏阳市", "level": "MEDIUM", "source": "省疾控公告", "starts_on": f"{day - dt.timedelta(days=12)}",
    })  # fmt: skip
    page = scene.window("guardian")
    page.goto(scene.site.url + child)
    scene.found |= {"journey": page.url.removeprefix(scene.site.url), "collection": number}
    page.close()


def sign_in_halfway(page: Any, url: str, who: str) -> None:
    """Give name and password of someone who owes a code."""
    page.goto(f"{url}/login/")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url("**/second-factor/**")
