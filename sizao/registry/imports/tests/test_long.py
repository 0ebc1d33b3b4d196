"""Files too long for a page go to the worker, for checking and for writing."""

import pytest

from sizao.core.work import running
from sizao.core.work.models import Work
from sizao.registry.imports import services
from sizao.registry.imports.services import changesets
from sizao.registry.imports.tests.conftest import Imports


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(changesets, "SHORT_ROWS", 20)
    monkeypatch.setattr("sizao.registry.imports.services.committing.SHORT_ROWS", 20)


@pytest.fixture
def committed(committed_db, cast, now, tmp_path, settings, short):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Imports(cast, now, tmp_path)


def _run_all(imports):
    for work in Work.objects.filter(school_id=imports.cast.school.id, state="QUEUED"):
        running.run(work.school_id, work.id)
        work.refresh_from_db()
        yield work


def test_long_file_is_checked_and_written_by_the_worker(committed):
    changeset_id = committed.start(committed.rows(30))
    assert committed.get(changeset_id).state == "UPLOADED"

    (checked,) = _run_all(committed)
    assert checked.state == "DONE" and checked.total is None and ["新增", 30] in checked.outcome["counts"]
    assert committed.get(changeset_id).state == "CHECKED"

    assert committed.commit(changeset_id) == {}
    (written,) = _run_all(committed)
    assert written.outcome["counts"] == [["新增", 30]]
    assert committed.get(changeset_id).state == "COMMITTED" and len(committed.newcomers()) == 30


def test_upload_leads_to_the_page_of_the_work(imports, short, signed_in):
    path = imports.folder / "长.csv"
    path.write_text(
        "姓名,班级\n" + "".join(f"安{'宁' * (n % 3 + 1)},{imports.classes[0]}\n" for n in range(30)), "utf-8"
    )
    with path.open("rb") as stream:
        answer = signed_in("reporter").post(
            f"/roster/imports/?school={imports.cast.school.id}", {"file": stream, "effective_on": "2026-11-23"}
        )

    work = Work.objects.get(school_id=imports.cast.school.id)
    assert answer.headers["Location"] == f"/jobs/{work.school_id}~{work.id}/"


def test_work_that_cannot_be_done_says_why(committed):
    changeset_id = committed.start(committed.rows(30))
    services.discard_import(**committed.mine, changeset_id=changeset_id)

    (work,) = _run_all(committed)

    assert work.state == "FAILED" and "已放弃" in work.failure
