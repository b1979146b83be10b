"""A key pair a site signs with, and the public half as a key server or a JWKS document hands it out."""

import uuid
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jwt.algorithms import RSAAlgorithm


class SigningKey:
    """An RSA key under a fresh key id, which begins with ``family``.

    The key is fresh too, unless ``owner`` names who has it: then it is the one of that name in this process, since
    making one takes longer than most tests that want a site.
    """

    def __init__(self, family: str = "", *, owner: str | None = None) -> None:
        self.kid = f"{family}{uuid.uuid4()}"
        self._private = _fresh() if owner is None else _owned(family, owner)

    def private_pem(self) -> bytes:
        """The private half, for signing."""
        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def public_pem(self) -> bytes:
        """The public half, as ``<key host>/<kid>`` answers it."""
        return self._private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def signature(self, text: bytes) -> bytes:
        """The RS256 signature of a text, for tokens that say something else about themselves."""
        return self._private.sign(text, padding.PKCS1v15(), hashes.SHA256())

    def jwk(self) -> dict[str, Any]:
        """The public half, as it stands in a JWKS document."""
        made: dict[str, Any] = RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        made.pop("key_ops", None)
        return made | {"kid": self.kid, "alg": "RS256", "use": "sig"}


def _fresh() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _owned(family: str, owner: str) -> rsa.RSAPrivateKey:
    return _fresh()
