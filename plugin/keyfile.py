"""The file in the app's home that keeps its Fernet keys where none were given: one key a line, newest first."""

import os
import stat
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

from plugin.setting_values import BadValue, secret_keys

NAME = "keys"


def kept_keys(home: Path) -> tuple[str, ...]:
    """The keys kept in `home`, created with one new key where there are none.

    Two processes that start at once end up with the same key. Raises BadValue where the file is open to others, is
    damaged, or cannot be written: going on with a fresh key would make every stored secret unreadable.
    """
    path = home / NAME
    try:
        if not path.exists():
            _create(path, Fernet.generate_key().decode())
        return _read(path)
    except OSError as error:
        raise BadValue(f"the key file {path} cannot be used: {error.strerror}") from error


def add_key(home: Path) -> tuple[str, ...]:
    """Put a new key in front of the kept ones and return them all; the older ones still read what they wrote."""
    keys = (Fernet.generate_key().decode(), *kept_keys(home))
    path = home / NAME
    draft = _draft(path, "\n".join(keys))
    draft.replace(path)
    return keys


def _create(path: Path, key: str) -> None:
    """Write the file whole or not at all; if another process was faster, its file stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path, key)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, text: str) -> Path:
    """A finished file beside `path`, readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{NAME}.")  # created with mode 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _read(path: Path) -> tuple[str, ...]:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadValue(f"the key file {path} is open to others; close it with: chmod 600 {path}")
    return secret_keys(path.read_text(encoding="ascii", errors="replace"))
