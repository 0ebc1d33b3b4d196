"""Values open only in their own row, rotation leaves nothing behind, and masks hide the middle."""

import dataclasses
import secrets

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from sizao.core import partitions, privacy
from sizao.core.privacy import Column, Encrypted
from sizao.registry.roster.models import Person

IDENTITY = Column("roster_person", "identity_cipher")
NUMBER = "430102201503010014"


@pytest.fixture
def newer_keys(monkeypatch):
    """Put a new key before the old one in both lists, as an administrator does."""

    def add() -> None:
        kept = settings.SECRETS
        newer = dataclasses.replace(
            kept,
            field_keys={"k2": secrets.token_bytes(32), **kept.field_keys},
            hash_keys={"h2": secrets.token_bytes(32), **kept.hash_keys},
        )
        monkeypatch.setattr(settings, "SECRETS", newer)

    return add


def _give_identity(people, school_id: int) -> None:
    for place, person_id in enumerate(people):
        number = f"{NUMBER[:-2]}{place:02}"
        Person.objects.whole_tree(reason="test").filter(school_id=school_id, id=person_id).update(
            identity_cipher=privacy.encrypt(number, IDENTITY, owner=school_id),
            identity_hash=privacy.keyed_hash(number, purpose="identity"),
        )


@pytest.fixture
def owner_link():
    with partitions.owner_connection() as link:
        yield link


def test_value_reads_back_in_its_own_row():
    cipher = privacy.encrypt(NUMBER, IDENTITY, owner=7)

    assert privacy.decrypt(cipher, IDENTITY, owner=7) == NUMBER
    assert NUMBER.encode() not in cipher


def test_same_text_never_gives_the_same_cipher():
    one, other = privacy.encrypt_many([NUMBER, NUMBER], IDENTITY, owner=7)

    assert one != other


@pytest.mark.parametrize(
    ("column", "owner"),
    [(IDENTITY, 8), (Column("roster_person", "phone_cipher"), 7), (Column("roster_guardian", "identity_cipher"), 7)],
)
def test_value_moved_elsewhere_does_not_open(column, owner):
    cipher = privacy.encrypt(NUMBER, IDENTITY, owner=7)

    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(cipher, column, owner=owner)


@pytest.mark.parametrize("place", [0, 1, 5, -1])
def test_changed_byte_does_not_open(place):
    cipher = bytearray(privacy.encrypt(NUMBER, IDENTITY, owner=7))
    cipher[place] ^= 1

    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(bytes(cipher), IDENTITY, owner=7)


def test_empty_and_cut_values_do_not_open():
    for cipher in (b"", privacy.encrypt(NUMBER, IDENTITY, owner=7)[:6]):
        with pytest.raises(privacy.Unreadable):
            privacy.decrypt(cipher, IDENTITY, owner=7)


def test_old_keys_are_still_read_and_new_ones_written(newer_keys):
    old = privacy.encrypt(NUMBER, IDENTITY, owner=7)

    newer_keys()

    assert privacy.decrypt(old, IDENTITY, owner=7) == NUMBER
    assert privacy.encrypt(NUMBER, IDENTITY, owner=7).startswith(b"\x02k2")


def test_look_up_tries_every_key(newer_keys):
    stored = privacy.keyed_hash(NUMBER, purpose="identity")

    newer_keys()

    assert stored in privacy.keyed_hashes(NUMBER, purpose="identity")
    assert privacy.keyed_hash(NUMBER, purpose="identity") in privacy.keyed_hashes(NUMBER, purpose="identity")
    assert privacy.keyed_hash(NUMBER, purpose="identity") != stored


def test_hashes_of_two_purposes_cannot_be_compared():
    assert privacy.keyed_hash(NUMBER, purpose="identity") != privacy.keyed_hash(NUMBER, purpose="phone")


def test_rotation_rewrites_all_rows_in_chunks(committed_db, cast, newer_keys, owner_link, monkeypatch):
    school = cast.school.id
    people = cast.school.classes[0].people[:7]
    _give_identity(people, school)
    newer_keys()
    monkeypatch.setattr(privacy, "ROTATION_CHUNK", 3)
    told: list = []

    field = Encrypted("identity_cipher", "identity_hash", "identity")
    first = privacy.rotate(owner_link, Person, [field], on_rehashed=lambda link, pairs: told.extend(pairs))
    second = privacy.rotate(owner_link, Person, [field])

    assert (first, second) == (7, 0)
    assert len(told) == 7
    rows = Person.objects.whole_tree(reason="test").filter(school_id=school, id__in=people)
    for person in rows:
        number = privacy.decrypt(person.identity_cipher, IDENTITY, owner=school)
        assert bytes(person.identity_cipher).startswith(b"\x02k2")
        assert bytes(person.identity_hash) == privacy.keyed_hash(number, purpose="identity")
    assert {bytes(person.identity_hash) for person in rows} == {new for _, new in told}


def test_rotation_stops_at_a_value_it_cannot_read_and_keeps_what_is_done(
    committed_db, cast, newer_keys, owner_link, monkeypatch
):
    school, people = cast.school.id, cast.school.classes[0].people[:4]
    _give_identity(people, school)
    broken = sorted(people)[3]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE roster_person SET identity_cipher = '\\x026b31ff' WHERE id = %s", [broken])
    newer_keys()
    monkeypatch.setattr(privacy, "ROTATION_CHUNK", 2)

    with pytest.raises(privacy.Unreadable):
        privacy.rotate(owner_link, Person, [Encrypted("identity_cipher", "identity_hash", "identity")])

    assert _rewritten_count(owner_link) == 2


def _rewritten_count(link: psycopg.Connection) -> int:
    found = link.execute(
        "SELECT count(*) FROM roster_person WHERE substring(identity_cipher from 1 for 3) = '\\x026b32'"
    )
    return found.fetchone()[0]


@pytest.mark.parametrize(
    ("name", "shown"), [("安子宁", "安*宁"), ("安宁", "安*"), ("欧阳娜娜", "欧**娜"), ("安", "*"), ("", "")]
)
def test_mask_hides_the_middle_of_a_name(name, shown):
    assert privacy.mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13900000001", "*******0001"), (NUMBER, "*" * 14 + "0014"), ("1234567", "*******"), ("", "")],
)
def test_mask_leaves_the_end_of_a_number(number, shown):
    assert privacy.mask_tail(number) == shown
