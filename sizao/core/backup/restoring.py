"""Restore a backup into an empty place: all is checked first, then written in one transaction or not at all."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

import psycopg

from sizao.core import database
from sizao.core.audit.seal import CONTINUE
from sizao.core.backup import keys, manifest, programs
from sizao.core.backup.manifest import DATABASE, FILES, KEYS, BackupInvalid, Manifest
from sizao.core.errors import SizaoError

EMPTY = """
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S', 'f')
"""


class TargetNotEmpty(SizaoError):
    """Restoring never mixes with what is there."""

    code = "backup.target_not_empty"
    message = "只能恢复到空的地方：{what}里已经有内容"
    http_status = 409


class KeysMissing(SizaoError):
    """Without these very keys no identity number and no phone in the backup could be read."""

    code = "backup.keys_missing"
    message = "{reason}。请先放好原来的keys.json（{path}），或用装有密钥的备份和口令恢复。"
    http_status = 409


class SchemaNewer(SizaoError):
    """The backup was made by a later version of the program."""

    code = "backup.schema_newer"
    message = "备份来自更新的版本：这里不认得{names}。请先升级程序，再恢复。"
    http_status = 409


class RolesMissing(SizaoError):
    """The rights in the backup name logins that this server does not have."""

    code = "backup.roles_missing"
    message = "数据库里没有登录名{names}，备份里的权限要用到它们。请先建立。"
    http_status = 409


def restore(source: Path, *, home: Path, passphrase: str | None = None) -> Manifest:
    """Restore into the database of this installation and its folder; refuses before it changes anything.

    Needs no Django settings: reading those would make keys of its own. The caller migrates and verifies the audit.
    raises: BackupInvalid, TargetNotEmpty, KeysMissing, PassphraseWrong, SchemaNewer, RolesMissing, ProgramFailed.
    """
    made = manifest.read(source)
    key_file = _keys_for(source, made, home, passphrase)
    _refuse_newer(made)
    files = home / "files"
    if files.exists() and any(files.iterdir()):
        raise TargetNotEmpty(what=files)
    url = database.urls(home).owner
    _look_at_database(url, made)
    unpacked = _unpack(source / FILES, home)
    try:
        if key_file is not None:
            _place_keys(home, key_file)
        _load(source / DATABASE, url, made)
    except BaseException:
        shutil.rmtree(unpacked)
        if key_file is not None:
            (home / "keys.json").unlink(missing_ok=True)
        raise
    # The database stands; what is left is a rename.
    if files.exists():
        files.rmdir()
    os.rename(unpacked, files)
    return made


def _keys_for(source: Path, made: Manifest, home: Path, passphrase: str | None) -> bytes | None:
    """Give the key file to be written, None when the right one is there."""
    path = home / "keys.json"
    if path.exists():
        _compare_keys(path.read_bytes(), made, path)
        return None
    if not made.has_keys:
        raise KeysMissing(reason="备份里没有密钥", path=path)
    if passphrase is None:
        raise KeysMissing(reason="密钥在备份里，打开它要口令", path=path)
    plain = keys.unseal((source / KEYS).read_bytes(), passphrase=passphrase)
    _compare_keys(plain, made, path)
    return plain


def _compare_keys(content: bytes, made: Manifest, path: Path) -> None:
    import base64

    kept = json.loads(content)
    for kind, wanted in (("field_keys", made.field_keys), ("hash_keys", made.hash_keys)):
        have = keys.fingerprints({name: base64.b64decode(text) for name, text in kept[kind].items()})
        lacking = [name for name, mark in wanted.items() if have.get(name) != mark]
        if lacking:
            raise KeysMissing(reason=["现有的密钥打不开这份备份", *lacking], path=path)


def _refuse_newer(made: Manifest) -> None:
    """Compare with the migrations that lie in this version's own folders."""
    root = Path(__file__).resolve().parents[2]
    ours = {f"{path.parent.parent.name}.{path.stem}" for path in root.glob("**/migrations/[0-9]*.py")}
    apps = {one.partition(".")[0] for one in ours}
    unknown = [one for one in made.migrations if one.partition(".")[0] in apps and one not in ours]
    foreign = {one.partition(".")[0] for one in made.migrations} - apps - {"contenttypes", "procrastinate"}
    if unknown or foreign:
        raise SchemaNewer(names="、".join([*unknown, *sorted(foreign)][:5]))


def _look_at_database(url: str, made: Manifest) -> None:
    with psycopg.connect(url, autocommit=True) as link:
        if link.execute(EMPTY).fetchone() != (0,):
            raise TargetNotEmpty(what=database.parse(url)["dbname"])
        have = {name for (name,) in link.execute("SELECT rolname FROM pg_roles")}
    lacking = sorted(set(made.roles.values()) - have)
    if lacking:
        raise RolesMissing(names="、".join(lacking))


def _unpack(archive: Path, home: Path) -> Path:
    """Unpack the files beside their place, each under the digest that its bytes have."""
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="files.", dir=home))
    try:
        with tarfile.open(archive) as opened:
            for member in opened:
                content = opened.extractfile(member)
                if content is None or not _keep(folder, member.name, content.read()):
                    raise BackupInvalid(part=FILES, reason="里有内容与名字不符的文件")
    except tarfile.TarError as failure:
        shutil.rmtree(folder)
        raise BackupInvalid(part=FILES, reason="打不开") from failure
    except BaseException:
        shutil.rmtree(folder)
        raise
    return folder


def _keep(folder: Path, name: str, content: bytes) -> bool:
    if hashlib.sha256(content).hexdigest() != name:
        return False
    place = folder / name[:2] / name[2:4] / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.write_bytes(content)
    place.chmod(0o600)
    return True


def _load(dump: Path, url: str, made: Manifest) -> None:
    """Write the dump, let the audit's numbers go on, compare all counts: one transaction."""
    with tempfile.TemporaryDirectory() as folder:
        check = Path(folder) / "check.sql"
        check.write_text(_check(made), encoding="utf-8")
        arguments = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        # Piped, so that no plain copy of the rows ever lies on a disk.
        with programs.output("pg_restore", ["--no-owner", "--file=-", str(dump)]) as script:
            programs.run("psql", url, [*arguments, "--file=-", f"--file={check}"], stdin=script)


def _check(made: Manifest) -> str:
    """Write statements that fail, and with them the whole transaction, where a count or the chain's head differs."""
    lines = ["SET search_path = public;", CONTINUE + ";", "DO $check$", "DECLARE n bigint; head text;", "BEGIN"]
    for table, count in made.counts.items():
        quoted = table.replace('"', '""')
        lines.append(f'SELECT count(*) INTO n FROM "{quoted}";')
        lines.append(f"IF n <> {int(count)} THEN RAISE EXCEPTION '{quoted}: % rows, not {int(count)}', n; END IF;")
    lines.append("SELECT coalesce((SELECT hash FROM audit_seal ORDER BY id DESC LIMIT 1), '') INTO head;")
    lines.append(f"IF head <> '{made.audit_head}' THEN RAISE EXCEPTION 'the audit chain ends elsewhere'; END IF;")
    return "\n".join([*lines, "END", "$check$;", ""])


def _place_keys(home: Path, content: bytes) -> None:
    descriptor = os.open(home / "keys.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
