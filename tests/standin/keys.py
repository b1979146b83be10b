"""The key pair a site signs its lifecycle calls with, and the public half as the key server hands it out."""

import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class SigningKey:
    """A fresh RSA key under a fresh key id."""

    def __init__(self) -> None:
        self.kid = str(uuid.uuid4())
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

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
