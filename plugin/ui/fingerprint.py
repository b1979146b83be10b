"""One hash over all static files, for a folder in their addresses: scripts import one another by relative address."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"


def fingerprint(folder: Path = STATIC) -> str:
    """Sixteen hexadecimal digits that change whenever any file in the folder is added, removed, renamed or edited."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
