"""Ciphers and hashes that imports hold for a day: no turn of the keys rewrites them, they pass by themselves."""

from sizao.core.rotation import Passing

# An undo knows a row by its stamp, so it is left as it is until it can no longer be undone.
UNDOABLE = "EXISTS (SELECT FROM roster_change c WHERE c.school_id = t.school_id AND c.person_id = {person})"
STAGED, UNDO = "导入写入、放弃或过期（一天）", "导入不能再撤回（一天）"


def declared() -> tuple[Passing, ...]:
    """List the columns of imports that hold a key's id."""
    return (*_staged(), *_undoable())


def _staged() -> tuple[Passing, ...]:
    table = "roster_staged"
    problems = "jsonb_array_elements(t.problems || coalesce(t.clash, '[]'::jsonb)) ->> 'cipher'"
    ciphers, hashes = ("identity_cipher", "guardian_phone_cipher"), ("identity_hash", "guardian_phone_hash")
    return (
        Passing(table, f"unnest(ARRAY[{_of('t', ciphers)}])", STAGED, columns=ciphers),
        Passing(table, f"decode({problems}, 'hex')", STAGED),
        Passing(table, f"unnest(ARRAY[{_of('t', hashes)}])", STAGED, is_hash=True, columns=hashes),
        # The tries hold hashes of older keys on purpose: no sign that a key is needed.
        Passing(table, "NULL::bytea", STAGED, is_hash=True, columns=("identity_tries",)),
    )


def _undoable() -> tuple[Passing, ...]:
    def kept(*names: tuple[str, str]) -> str:
        return "unnest(ARRAY[" + ", ".join(f"(t.{row} ->> '{name}')::bytea" for row, name in names) + "])"

    return (
        Passing("roster_change", kept(("before", "identity_cipher"), ("before", "phone_cipher"),
                                      ("guardian_before", "phone_cipher")), UNDO),
        Passing("roster_change", kept(("before", "identity_hash"), ("before", "phone_hash"),
                                      ("guardian_before", "phone_hash")), UNDO, is_hash=True),
    )  # fmt: skip


def _of(alias: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
