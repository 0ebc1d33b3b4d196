"""Keys of this installation, made once beside its data, turned by `sizao keys rotate`, and never leaving it."""

import base64
import dataclasses
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

Stamp = tuple[int, int, int]
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys by id; the first id listed is the one that new values are written with.

    field_keys, hash_keys: 32 bytes each, for encrypted fields and for keyed hashes. made: when a turn made a key, by
    id, as ISO text; the first keys have none. path, stamp: the file it was read from, and how to see it change.
    """

    django_key: str
    field_keys: dict[str, bytes]
    hash_keys: dict[str, bytes]
    made: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    stamp: Stamp | None = None

    def renewed(self) -> "Secrets":
        """Give what the key file says now; one look at the folder, and itself while the file is the same or away."""
        if self.path is None or _stamp(self.path) in (None, self.stamp):
            return self
        return _read(self.path)

    def with_new_keys(self, made_at: str) -> "Secrets":
        """Put a new key of each kind before the others; the number of a key is never used again."""
        fields, hashes = _following(self.field_keys), _following(self.hash_keys)
        return dataclasses.replace(
            self,
            field_keys={fields: secrets.token_bytes(KEY_BYTES), **self.field_keys},
            hash_keys={hashes: secrets.token_bytes(KEY_BYTES), **self.hash_keys},
            made={**self.made, fields: made_at, hashes: made_at},
        )

    def without(self, gone: set[str]) -> "Secrets":
        """Leave keys out."""
        return dataclasses.replace(
            self,
            field_keys={name: key for name, key in self.field_keys.items() if name not in gone},
            hash_keys={name: key for name, key in self.hash_keys.items() if name not in gone},
            made={name: at for name, at in self.made.items() if name not in gone},
        )

    def written(self) -> "Secrets":
        """Put this in the place of its file, whole or not at all, and give it as read back."""
        if self.path is None:
            raise ValueError("these keys were not read from a file")
        _replace(self.path, self._text())
        return _read(self.path)

    def kept_aside(self, name: str) -> Path:
        """Write these keys beside the key file, for backups made with them; an existing file is never changed."""
        if self.path is None:
            raise ValueError("these keys were not read from a file")
        aside = self.path.with_name(name)
        if not aside.exists():
            _replace(aside, self._text())
        return aside

    def _text(self) -> str:
        return json.dumps(
            {
                "django_key": self.django_key,
                "field_keys": _encoded(self.field_keys),
                "hash_keys": _encoded(self.hash_keys),
                "made": self.made,
            }
        )


def load(home: Path) -> Secrets:
    """Read the key file, making it on the first start; readable by its owner only."""
    path = home / "keys.json"
    if not path.exists():
        _make(path)
    return _read(path)


def _read(path: Path) -> Secrets:
    # The stamp first: a file replaced in between is read again the next time.
    stamp = _stamp(path)
    kept = json.loads(path.read_text())
    return Secrets(
        kept["django_key"], _decoded(kept["field_keys"]), _decoded(kept["hash_keys"]), kept.get("made", {}), path, stamp
    )


def _stamp(path: Path) -> Stamp | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _following(keys: dict[str, bytes]) -> str:
    letter = next(iter(keys))[0]
    return f"{letter}{max(int(name[1:]) for name in keys) + 1}"


def _decoded(keys: dict[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(text) for name, text in keys.items()}


def _encoded(keys: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(key).decode() for name, key in keys.items()}


def _make(path: Path) -> None:
    """Write fresh keys under another name and link them into place, so that two first starts agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Secrets(
        secrets.token_urlsafe(48), {"k1": secrets.token_bytes(KEY_BYTES)}, {"h1": secrets.token_bytes(KEY_BYTES)}
    )
    draft = _draft(path, fresh._text())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(path: Path, text: str) -> None:
    os.replace(_draft(path, text), path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(path: Path, text: str) -> Path:
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft
