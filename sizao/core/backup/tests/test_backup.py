"""A backup is restored into an empty cluster and is the same; a bad one is refused and nothing is half done."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from conftest import NOW
from sizao.core import database, privacy
from sizao.core.audit import seal
from sizao.core.audit.models import AuditEntry
from sizao.core.backup import keys, making, manifest, restoring
from sizao.core.backup.manifest import DATABASE, FILES, KEYS
from tests.sites import url_of

PASSPHRASE = "三月的雨下了一整夜没有停"
TARGET, SOURCE = "sizao_restored", "sizao_backed_up"


def owner(name: str) -> psycopg.Connection:
    return psycopg.connect(url_of(settings.DATABASE_URLS.owner, name), autocommit=True)


def environment(name: str) -> dict[str, str]:
    """Give the addresses of one database of the test server."""
    urls = settings.DATABASE_URLS
    return {
        "DATABASE_URL": url_of(urls.app, name), "DATABASE_OWNER_URL": url_of(urls.owner, name),
        "DATABASE_WORKER_URL": url_of(urls.worker, name),
    }  # fmt: skip


@pytest.fixture
def folder():
    """A folder with a short path, for a server of its own."""
    path = Path(tempfile.mkdtemp(prefix="sz-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    if (path / "home").exists():
        database.stop(path / "home")
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def source(databases, django_db_setup, django_db_blocker, tmp_path_factory):
    """The cast's database with sealed entries, an unsealed tail, an encrypted phone and an uploaded file."""
    from tests.access import routes
    from tests.access.world import World

    databases.copy(SOURCE)
    urls = settings.DATABASE_URLS
    own = {name: url_of(getattr(urls, name), SOURCE) for name in making.LOGINS}
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(settings, "DATABASE_URLS", replace(urls, **own))
        databases.use(SOURCE)
        seal.seal(now=NOW)
        world = World(databases.cast, NOW)
        world.look_up()
        routes.samples()["file"](world, world.units[databases.cast.school.id])
        routes.samples()["guardian"](world, world.units[databases.cast.school.groups[0].id])
        yield SOURCE
        databases.use(f"sizao_test_{databases.worker}")
    databases.drop(SOURCE)


@pytest.fixture(scope="module")
def whole(source, tmp_path_factory):
    """A whole backup with its keys."""
    path = tmp_path_factory.mktemp("backups") / "whole"
    making.make(path, now=NOW, passphrase=PASSPHRASE)
    return path


@pytest.fixture
def backup(whole, tmp_path):
    """A copy of it, to be hurt."""
    return shutil.copytree(whole, tmp_path / "backup")


@pytest.fixture
def empty(monkeypatch, tmp_path):
    """An empty database and an empty home."""
    with owner("postgres") as link:
        link.execute(f"DROP DATABASE IF EXISTS {TARGET}")
        link.execute(f"CREATE DATABASE {TARGET}")
    for name, value in environment(TARGET).items():
        monkeypatch.setenv(name, value)
    yield tmp_path / "home"
    with owner("postgres") as link:
        link.execute(f"DROP DATABASE {TARGET}")


def tables(name: str) -> int:
    with owner(name) as link:
        return link.execute(restoring.EMPTY).fetchone()[0]


def sizao(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run the command as an operator does, on the managed server of a home."""
    outside = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "SIZAO_DB_ROLE")
    env = {name: value for name, value in os.environ.items() if name not in outside}
    env["SIZAO_HOME"] = str(home)
    command = [sys.executable, "-m", "sizao.cli", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_backup_restored_into_another_cluster_is_the_same_and_its_chain_goes_on(backup, folder, cast, now):
    home, word = folder / "home", folder / "word"
    word.write_text(PASSPHRASE)
    made = manifest.read(backup)

    done = sizao(home, "db", "restore", str(backup), "--passphrase-file", str(word))

    assert done.returncode == 0, done.stderr
    assert "完整" in done.stdout and "不完整" not in done.stdout
    assert keys.fingerprints(settings.SECRETS.field_keys) == made.field_keys
    assert oct((home / "keys.json").stat().st_mode & 0o777) == "0o600"
    assert len([one for one in (home / "files").rglob("*") if one.is_file()]) == made.files == 1
    urls = database.urls(home)
    with psycopg.connect(urls.owner, autocommit=True) as link:
        # A later transaction: its number goes on above the backup's, so it is sealed and nothing looks inserted.
        highest = max(row[0] for row in link.execute("SELECT max(xact) FROM audit_entry"))
        link.execute(
            "INSERT INTO audit_entry (school_id, day, id, at, user_id, role, action, object_kind, object_id, fields,"
            " purpose) SELECT school_id, day, gen_random_uuid(), at, user_id, role, action, object_kind, 'later',"
            " fields, purpose FROM audit_entry LIMIT 1"
        )
        (later,) = link.execute("SELECT xact FROM audit_entry WHERE object_id = 'later'").fetchone()
        assert later > highest
    sealed, verified = sizao(home, "audit", "seal"), sizao(home, "audit", "verify")
    assert "封存0条" not in sealed.stdout
    assert (verified.returncode, "未封0条" in verified.stdout) == (0, True), verified.stdout
    with psycopg.connect(urls.owner, autocommit=True) as link:
        link.execute("UPDATE audit_entry SET action = 'forged' WHERE object_id = 'later'")
    assert sizao(home, "audit", "verify").returncode == 2
    assert_walls(urls.app, cast)


def assert_walls(url: str, cast) -> None:
    """The application's login reads only opened schools and changes no structure, as before."""
    with psycopg.connect(url, autocommit=True) as link:
        assert link.execute("SELECT count(*) FROM roster_person").fetchone() == (0,)
        with link.transaction():
            link.execute(f"SET LOCAL app.schools = '{{{cast.school.id}}}'")
            assert link.execute("SELECT count(*) FROM roster_person").fetchone()[0] > 0
        for statement in ("UPDATE audit_entry SET action = ''", "DELETE FROM audit_seal", "DROP TABLE audit_seal"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement)


def test_restored_rows_are_counted_and_ciphers_open(backup, empty):
    made = restoring.restore(backup, home=empty, passphrase=PASSPHRASE)

    with owner(TARGET) as link:
        assert link.execute("SELECT count(*) FROM roster_person").fetchone() == (made.counts["roster_person"],)
        school, cipher = link.execute("SELECT school_id, phone_cipher FROM roster_guardian LIMIT 1").fetchone()
    assert made.counts["roster_person"] > 100
    assert cipher is None or privacy.decrypt(cipher, privacy.Column("roster_guardian", "phone_cipher"), owner=school)


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("hurt", [cut, flip, Path.unlink], ids=["truncated", "changed", "missing"])
@pytest.mark.parametrize("part", [DATABASE, FILES, KEYS, manifest.NAME])
def test_hurt_backup_is_refused_and_nothing_is_half_done(backup, empty, part, hurt):
    hurt(backup / part)

    with pytest.raises(manifest.BackupInvalid) as refusal:
        restoring.restore(backup, home=empty, passphrase=PASSPHRASE)

    assert part in refusal.value.text()
    assert (tables(TARGET), empty.exists()) == (0, False)


def test_operator_is_told_which_part_is_cut_off_and_tries_again_with_the_whole(backup, folder):
    home, word, whole = folder / "home", folder / "word", (backup / DATABASE).read_bytes()
    word.write_text(PASSPHRASE)
    restore = ("db", "restore", str(backup), "--passphrase-file", str(word))
    cut(backup / DATABASE)

    refused = sizao(home, *restore)

    assert refused.returncode == 1, refused.stderr
    assert DATABASE in refused.stderr and "Traceback" not in refused.stderr
    assert not (home / "keys.json").exists()
    (backup / DATABASE).write_bytes(whole)
    assert sizao(home, *restore).returncode == 0


def rewrite(backup: Path, **changes) -> None:
    """Change what a manifest says and sign it anew, as only who makes backups can."""
    made = manifest.read(backup)
    manifest.write(backup, replace(made, **changes))


@pytest.mark.parametrize(
    ("changes", "error", "word"),
    [
        ({"migrations": ["audit.9999_from_the_future"]}, restoring.SchemaNewer, "9999_from_the_future"),
        ({"migrations": ["venting.0001_initial"]}, restoring.SchemaNewer, "venting"),
        ({"roles": {"app": "nobody_here"}}, restoring.RolesMissing, "nobody_here"),
        ({"counts": {"roster_person": 7}}, restoring.programs.ProgramFailed, "roster_person"),
        ({"audit_head": "0" * 64}, restoring.programs.ProgramFailed, "audit chain"),
    ],
)
def test_backup_that_does_not_fit_is_refused_with_its_reason(backup, empty, changes, error, word):
    rewrite(backup, **changes)

    with pytest.raises(error, match=word):
        restoring.restore(backup, home=empty, passphrase=PASSPHRASE)

    assert tables(TARGET) == 0
    assert not (empty / "keys.json").exists() and not list(empty.glob("files*"))


def test_restore_never_mixes_with_what_is_there(backup, empty):
    restoring.restore(backup, home=empty, passphrase=PASSPHRASE)
    before = tables(TARGET)

    with pytest.raises(restoring.TargetNotEmpty):
        restoring.restore(backup, home=empty)

    shutil.rmtree(empty / "files")
    with pytest.raises(restoring.TargetNotEmpty, match=TARGET):
        restoring.restore(backup, home=empty)
    assert tables(TARGET) == before


def test_keys_are_never_plain_and_never_the_wrong_ones(backup, empty, now, tmp_path):
    plain = (settings.SIZAO_HOME / "keys.json").read_bytes()
    assert all(plain not in one.read_bytes() for one in backup.iterdir())
    with pytest.raises(restoring.KeysMissing):
        restoring.restore(backup, home=empty)
    with pytest.raises(keys.PassphraseWrong):
        restoring.restore(backup, home=empty, passphrase="not this one, certainly")

    empty.mkdir()
    other = {"field_keys": {"k1": "AAAA"}, "hash_keys": {"h1": "AAAA"}, "django_key": "x"}
    (empty / "keys.json").write_text(json.dumps(other))
    with pytest.raises(restoring.KeysMissing, match="k1"):
        restoring.restore(backup, home=empty, passphrase=PASSPHRASE)

    assert (tables(TARGET), json.loads((empty / "keys.json").read_text())) == (0, other)


def test_backup_without_passphrase_holds_no_keys_and_needs_those_that_are_there(source, empty, now, tmp_path):
    made = making.make(tmp_path / "bare", now=now)
    assert not made.has_keys and not (tmp_path / "bare" / KEYS).exists()
    with pytest.raises(restoring.KeysMissing, match="没有密钥"):
        restoring.restore(tmp_path / "bare", home=empty)

    empty.mkdir()
    shutil.copy(settings.SIZAO_HOME / "keys.json", empty / "keys.json")

    assert asdict(restoring.restore(tmp_path / "bare", home=empty)) == asdict(made)


def test_backup_is_never_written_over_another_and_leaves_no_part(source, now, tmp_path, monkeypatch):
    with pytest.raises(keys.PassphraseShort):
        making.make(tmp_path / "short", now=now, passphrase="kurz")
    making.make(tmp_path / "one", now=now)
    with pytest.raises(making.TargetTaken):
        making.make(tmp_path / "one", now=now)

    assert sorted(one.name for one in tmp_path.iterdir() if one.name != "media") == ["one"]
    assert AuditEntry.objects.whole_tree(reason="test").exists() and connection.is_usable()
