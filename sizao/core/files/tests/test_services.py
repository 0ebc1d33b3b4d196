"""Keeping, handing out and deleting uploaded files: whose they are, and that nothing is left behind."""

import datetime as dt
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.core.actor import Actor
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.files import purposes, rules, services, vault
from sizao.core.files.models import StoredFile
from sizao.core.files.rules import FileKind
from sizao.core.files.tests import builders

pytestmark = pytest.mark.django_db
ROSTER = purposes.Purpose("test.roster", "名册", (FileKind.XLSX, FileKind.CSV), "roster.edit", keep_days=7)


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(purposes, "_purposes", {ROSTER.code: ROSTER})
    return tmp_path


def bytes_in(media) -> list:
    return [path for path in media.rglob("*") if path.is_file()]


def upload(cast, now, content: bytes | None = None, name: str = "名册.xlsx", who: str = "reporter") -> StoredFile:
    sent = SimpleUploadedFile("x", builders.workbook(["姓名"], ["安子宁"]) if content is None else content)
    sent._name = name
    return services.accept_upload(
        actor=cast.actor(who, now), now=now, unit_id=cast.school.id, purpose=ROSTER.code, upload=sent
    )


def url_of(row: StoredFile) -> str:
    return f"/files/{row.school_id}~{row.id}/"


def test_upload_is_kept_by_digest_and_readable_by_this_account_only(cast, now, media):
    row = upload(cast, now)

    (kept,) = bytes_in(media)
    assert kept == vault.path_of(row.sha256)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (row.kind, row.name, row.school_id, row.expires_at) == (
        "XLSX", "名册.xlsx", cast.school.id, now + dt.timedelta(days=7)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\x89PNG\r\n\x1a\n..", rules.WrongFileKind),
        (builders.archive({"../../x": b"x"}), rules.BadArchive),
        (builders.archive({"xl/vbaProject.bin": b"x"}), rules.HasMacros),
        (builders.archive({"xl/worksheets/sheet1.xml": b"\0" * 350_000_000}), rules.UnpacksTooFar),
    ],
)
def test_nothing_of_a_refused_upload_stays(cast, now, media, content, error):
    with pytest.raises(error):
        upload(cast, now, content)

    assert bytes_in(media) == []
    assert StoredFile.objects.whole_tree(reason="test").count() == 0


def test_upload_is_cut_off_as_soon_as_it_is_too_large(cast, now, media, monkeypatch):
    small = purposes.Purpose("test.roster", "名册", ROSTER.kinds, "roster.edit", 7, rules.Limits(most_bytes=1000))
    monkeypatch.setattr(purposes, "_purposes", {small.code: small})

    with pytest.raises(rules.FileTooLarge):
        upload(cast, now, b"a" * 5000)
    assert bytes_in(media) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.xlsx"), ("C:\\temp\\名册.xls", "名册.xlsx"), ("名册.xlsm", "名册.xlsx"),
        ("a\r\nSet-Cookie: x.xlsx", "aSet-Cookie_ x.xlsx"), ("", "file.xlsx"), ("...", "file.xlsx"),
        ("很" * 300 + ".xlsx", "很" * 115 + ".xlsx"),
    ],
)  # fmt: skip
def test_name_is_only_shown_and_leads_nowhere(name, shown):
    assert services.shown_name(name, FileKind.XLSX) == shown


@pytest.mark.parametrize(
    ("who", "error"),
    [("teacher", NotVisible), ("principal", Forbidden), ("neighbor", NotVisible), ("other_county", NotVisible),
     ("county", Forbidden), ("guardian", Forbidden)],
)  # fmt: skip
def test_upload_needs_the_right_of_its_purpose_at_the_unit(cast, now, who, error):
    with pytest.raises(error):
        upload(cast, now, who=who)


def test_file_comes_back_as_an_attachment_that_cannot_run_and_the_look_is_audited(cast, now, signed_in):
    row = upload(cast, now)
    answer = signed_in("school_admin").get(url_of(row))

    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
    looks = AuditEntry.objects.whole_tree(reason="test").filter(action="files.file.opened", object_id=str(row.id))
    assert looks.get().user_id == cast.users["school_admin"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 200), ("school_admin", 200), ("admin", 200), ("teacher", 404), ("principal", 403), ("county", 403),
     ("neighbor", 404), ("neighbor_principal", 404), ("other_county", 404), ("other_city", 404)],
)  # fmt: skip
def test_whoever_may_edit_the_roster_reads_its_file_and_strangers_do_not_know_it(cast, now, signed_in, who, status):
    assert signed_in(who).get(url_of(upload(cast, now))).status_code == status


def test_expired_file_is_gone_for_readers_at_once_and_from_the_disk_with_the_job(
    cast, now, media, django_capture_on_commit_callbacks
):
    row = upload(cast, now)
    later, job = now + dt.timedelta(days=7), Actor.system("test")
    with pytest.raises(NotVisible):
        services.open_file(actor=cast.actor("reporter", later), now=later, key=services.Key(row.school_id, row.id))

    with django_capture_on_commit_callbacks(execute=True):
        assert services.delete_expired(actor=job, now=later) == 1
    assert bytes_in(media) == []
    assert services.delete_expired(actor=job, now=later) == 0


def test_bytes_stay_while_another_row_names_them(cast, now, media, django_capture_on_commit_callbacks):
    first, second = upload(cast, now), upload(cast, now + dt.timedelta(hours=1))
    assert first.sha256 == second.sha256 and len(bytes_in(media)) == 1

    reporter = cast.actor("reporter", now)
    for row, left in ((first, 1), (second, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            services.delete_file(actor=reporter, now=now, key=services.Key(row.school_id, row.id))
        assert len(bytes_in(media)) == left


def test_row_whose_bytes_are_lost_says_so(cast, now, media, signed_in):
    row = upload(cast, now)
    vault.forget([row.sha256])

    assert signed_in("reporter").get(url_of(row)).status_code == 410


def test_uploads_that_died_are_swept(media, now):
    left = vault.anteroom() / "left"
    left.write_bytes(b"x")

    assert vault.sweep(older_than=left.stat().st_mtime - 1) == 0
    assert vault.sweep(older_than=left.stat().st_mtime + 1) == 1
