"""Keys of this installation, made once beside its data and never leaving it."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys by id; the first id listed is the one that new values are written with.

    field_keys, hash_keys: 32 bytes each, for encrypted fields and for keyed hashes.
    """

    django_key: str
    field_keys: dict[str, bytes]
    hash_keys: dict[str, bytes]


def load(home: Path) -> Secrets:
    """Read the key file, making it on the first start; readable by its owner only."""
    path = home / "keys.json"
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text())
    return Secrets(kept["django_key"], _decoded(kept["field_keys"]), _decoded(kept["hash_keys"]))


def _decoded(keys: dict[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(text) for name, text in keys.items()}


def _make(path: Path) -> None:
    """Write fresh keys under another name and link them into place, so that two first starts agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {
        "django_key": secrets.token_urlsafe(48),
        "field_keys": {"k1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "hash_keys": {"h1": base64.b64encode(secrets.token_bytes(32)).decode()},
    }
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(fresh, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
