"""A turn of the keys rewrites every declared column, survives being killed, and never takes away a key still needed."""

import dataclasses
import datetime as dt
import os
import signal

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from config import secrets
from sizao.cli import main
from sizao.core import partitions, privacy, rotation
from sizao.core.audit.models import AuditEntry
from sizao.core.privacy import Column
from sizao.core.robots.models import ADDRESS, SECRET, Robot
from sizao.registry.accounts.models import SecondFactor
from sizao.registry.accounts.queries import DEVICE_SECRET
from sizao.registry.imports.models import Change, Changeset
from sizao.registry.roster.models import (
    GUARDIAN_PHONE,
    IDENTITY,
    PERSON_IDENTITY,
    PHONE,
    Guardian,
    IdentityLookup,
    Person,
)  # fmt: skip

HOUR = dt.timedelta(hours=1)
PHONE_NUMBER, TOTP_SECRET, RECOVERY = "13900000001", "JBSWY3DPEHPK3PXP", "abcdefghij"
# Random keys and digests of random keys: no key of the installation is in them.
NO_KEY_INSIDE = {
    ("checks_healthcheck", "digest"), ("accounts_session", "digest"), ("accounts_token", "digest"),
    ("linelist_record", "digest"),
}  # fmt: skip


@pytest.fixture
def key_file(monkeypatch, tmp_path):
    """Put the keys of the test's database into a file of its own."""
    monkeypatch.setattr(settings, "SECRETS", settings.SECRETS)
    settings.SECRETS = dataclasses.replace(settings.SECRETS, path=tmp_path / "keys.json").written()
    return tmp_path / "keys.json"


@pytest.fixture
def link(committed_db):
    """The owner's connection, to a database of one's own."""
    with partitions.owner_connection() as owner:
        yield owner


def _number(place: int) -> str:
    return f"43010220150301{place:04}"


def _give_identities(cast, count: int) -> None:
    school, people = cast.school.id, cast.school.groups[0].people[:count]
    for place, person_id in enumerate(people):
        hashed = privacy.keyed_hash(_number(place), purpose=IDENTITY.purpose)
        Person.objects.whole_tree(reason="test").filter(school_id=school, id=person_id).update(
            identity_cipher=privacy.encrypt(_number(place), PERSON_IDENTITY, owner=school), identity_hash=hashed
        )
        IdentityLookup.objects.create(identity_hash=hashed, person_id=person_id, school_id=school)


def _fill(cast) -> None:
    """Put a value into every kind of column."""
    school, user = cast.school.id, cast.users["county"]
    _give_identities(cast, 5)
    Guardian.objects.create(
        school_id=school, person_id=cast.school.groups[0].people[0], name="安女士",
        phone_cipher=privacy.encrypt(PHONE_NUMBER, GUARDIAN_PHONE, owner=school),
        phone_hash=privacy.keyed_hash(PHONE_NUMBER, purpose=PHONE.purpose),
    )  # fmt: skip
    SecondFactor.objects.update_or_create(user_id=user, defaults={
        "secret": privacy.encrypt(TOTP_SECRET, DEVICE_SECRET, owner=user),
        "recovery_hashes": [privacy.keyed_hash(RECOVERY, purpose="recovery code")],
    })  # fmt: skip
    Robot.objects.create(
        school_id=school, unit_id=school, kind="WECOM", title="群", host="x", address_end="abcd",
        set_at="2026-11-23T00:00Z",
        address_cipher=privacy.encrypt("https://x/abcd", ADDRESS, owner=school),
        secret_cipher=privacy.encrypt("s", SECRET, owner=school),
    )  # fmt: skip


def _needed(link) -> set[tuple[str, str]]:
    return {(one.table, one.key_id) for one in rotation.left(link)}


def _people(cast):
    return Person.objects.whole_tree(reason="test").filter(school_id=cast.school.id, identity_cipher__isnull=False)


def test_turn_rewrites_every_column_and_look_ups_find_the_new_hash(cast, key_file, link, now):
    _fill(cast)

    done = rotation.turn(link, now=now)

    assert done.is_new and done.key_ids[0] == "k2"
    assert {"roster_person", "roster_guardian", "accounts_second_factor", "core_robot"} == done.rewritten.keys()
    assert done.rewritten["roster_person"] == 5 and done.rewritten["core_robot"] == 2
    assert _needed(link) == {("accounts_second_factor", "h1")}
    for person in _people(cast):
        number = privacy.decrypt(person.identity_cipher, PERSON_IDENTITY, owner=cast.school.id)
        newest = privacy.keyed_hash(number, purpose=IDENTITY.purpose)
        assert bytes(person.identity_hash) == newest
        assert IdentityLookup.objects.get(identity_hash=newest).person_id == person.id
    device = SecondFactor.objects.get(user_id=cast.users["county"])
    assert privacy.decrypt(device.secret, DEVICE_SECRET, owner=device.user_id) == TOTP_SECRET


def test_old_key_stays_while_needed_and_is_kept_aside_when_it_goes(cast, key_file, link, now):
    _fill(cast)

    first = rotation.turn(link, now=now)
    second = rotation.turn(link, now=now + HOUR)

    assert first.retired == () and first.waits_until == now + HOUR
    assert not second.is_new and second.retired == ("k1",) and second.key_ids == ("k2", "h2", "h1")
    (aside,) = key_file.parent.glob("keys-until-*.json")
    assert '"k1"' in aside.read_text() and aside.stat().st_mode & 0o077 == 0
    device = SecondFactor.objects.get(user_id=cast.users["county"])
    assert bytes(device.recovery_hashes[0]) in privacy.keyed_hashes(RECOVERY, purpose="recovery code")

    SecondFactor.objects.update(recovery_hashes=[])
    third = rotation.turn(link, now=now + 2 * HOUR)

    assert third.is_new and third.key_ids[0] == "k3"
    assert rotation.turn(link, now=now + 3 * HOUR).key_ids == ("k3", "h3")


def test_every_step_of_a_turn_is_in_the_audit(cast, key_file, link, now):
    _fill(cast)

    rotation.turn(link, now=now)
    rotation.turn(link, now=now + HOUR)

    kept = AuditEntry.objects.whole_tree(reason="test").filter(object_kind="keys.key")
    found = {(one.action, one.object_id) for one in kept}
    assert {("keys.turn.started", "k2"), ("keys.turn.started", "h2"), ("keys.key.retired", "k1")} <= found
    assert ("keys.values.rewritten", "roster_person") in found
    assert {one.role for one in kept} == {"keys"}


def test_turn_killed_in_the_middle_goes_on_where_it_was(cast, key_file, link, now, monkeypatch):
    _give_identities(cast, 7)
    monkeypatch.setattr(privacy, "ROTATION_CHUNK", 2)

    assert _killed_at_chunk(3, now) == signal.SIGKILL

    settings.SECRETS = privacy.current_secrets()
    by_key = {bytes(one.identity_cipher)[1:3] for one in _people(cast)}
    assert by_key == {b"k1", b"k2"}
    for place in range(7):
        tries = privacy.keyed_hashes(_number(place), purpose=IDENTITY.purpose)
        assert _people(cast).filter(identity_hash__in=tries).count() == 1
        assert IdentityLookup.objects.filter(identity_hash__in=tries).count() == 1

    done = rotation.turn(link, now=now)

    assert not done.is_new and done.rewritten == {"roster_person": 3} and done.left == []
    assert rotation.turn(link, now=now + HOUR).retired == ("h1", "k1")


def _killed_at_chunk(chunk: int, now: dt.datetime) -> int:
    """Turn in a process of its own that dies after rewriting a chunk and before its commit; the signal it died of."""
    connection.close()
    child = os.fork()
    if child == 0:
        rewrite, seen = privacy._Walk.rewrite, []

        def dying(walk, own, rows):
            done = rewrite(walk, own, rows)
            seen.append(rows)
            if len(seen) == chunk:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        privacy._Walk.rewrite = dying
        try:
            rotation.turn(partitions.owner_connection(), now=now)
        finally:
            os._exit(1)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def test_rows_of_an_import_that_can_be_undone_wait(cast, key_file, link, now):
    _give_identities(cast, 2)
    school, person_id = cast.school.id, cast.school.groups[0].people[0]
    changeset = Changeset.objects.create(
        school_id=school,
        file_name="x",
        effective_on=now.date(),
        uploaded_at=now,
        state="COMMITTED",
        state_since=now,
    )
    Change.objects.create(school_id=school, changeset_id=changeset.id, person_id=person_id, kind="CHANGED")

    waiting = rotation.turn(link, now=now)
    Change.objects.whole_tree(reason="test").delete()
    done = rotation.turn(link, now=now + HOUR)

    assert waiting.rewritten == {"roster_person": 1} and waiting.waits_until is None
    assert ("roster_person", "k1") in {(one.table, one.key_id) for one in waiting.left}
    assert done.rewritten == {"roster_person": 1} and "k1" in done.retired


def test_number_held_by_two_schools_keeps_one_place_in_the_look_up(cast, key_file, link, now):
    _give_identities(cast, 1)
    other, person_id = cast.neighbor_school.id, cast.neighbor_school.groups[0].people[0]
    rotation.turn(link, now=now)
    old = privacy.keyed_hashes(_number(0), purpose=IDENTITY.purpose)[1]
    Person.objects.whole_tree(reason="test").filter(school_id=other, id=person_id).update(
        identity_cipher=b"\x02k1" + _by_old_key(_number(0), other), identity_hash=old
    )
    IdentityLookup.objects.create(identity_hash=old, person_id=person_id, school_id=other)

    done = rotation.turn(link, now=now)

    assert done.left == []
    assert IdentityLookup.objects.get().school_id == cast.school.id


def _by_old_key(text: str, owner: int) -> bytes:
    keys = settings.SECRETS
    settings.SECRETS = dataclasses.replace(keys.without({"k2"}), path=None)
    try:
        return privacy.encrypt(text, PERSON_IDENTITY, owner=owner)[3:]
    finally:
        settings.SECRETS = keys


def test_two_turns_at_once_are_refused(cast, key_file, link, now):
    with partitions.owner_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [rotation.LOCK])

        with pytest.raises(rotation.TurnRunning):
            rotation.turn(link, now=now)

    assert not rotation.is_under_way()


def test_process_reads_a_value_of_a_key_made_by_another(key_file):
    column = Column("roster_person", "identity_cipher")
    other = secrets.load(key_file.parent)
    here = settings.SECRETS

    newer = other.with_new_keys("2026-11-23T00:00:00+00:00").written()
    settings.SECRETS = newer
    cipher = privacy.encrypt(_number(1), column, owner=7)
    settings.SECRETS = here

    assert cipher[1:3] == b"k2" and privacy.decrypt(cipher, column, owner=7) == _number(1)
    assert privacy.encrypt(_number(1), column, owner=7)[1:3] == b"k2"


def test_key_file_that_is_gone_for_a_moment_leaves_the_keys_in_use(key_file):
    key_file.rename(key_file.with_suffix(".away"))

    assert settings.SECRETS.renewed() is settings.SECRETS


def test_command_says_what_still_needs_an_older_key_and_why(cast, key_file, link, capsys):
    _fill(cast)

    code = main(["keys", "rotate"])
    said = capsys.readouterr().out
    again = main(["keys", "status"])

    assert (code, again) == (3, 3)
    assert "roster_person：改写5个值" in said and "新密钥已写入keys.json" in said
    assert "h1：accounts_second_factor 还有1个值，等恢复码用完或重设动态码" in capsys.readouterr().out


def test_every_column_of_binary_data_is_declared_or_holds_no_key():
    known = set(NO_KEY_INSIDE)
    for one in rotation.declared():
        if isinstance(one, rotation.Rotated):
            known |= {(one.table, name) for each in one.fields for name in (each.cipher, each.hash) if name}
        else:
            known |= {(one.table, name) for name in one.columns}
    found = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field.base_field if isinstance(field, ArrayField) else field, models.BinaryField)
    }

    assert found - known == set() and known - found == set()
