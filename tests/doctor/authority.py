"""An authority of a test's own, and the certificates it makes out: right ones, and each kind of wrong one."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from plugin.doctor.tls import Trust

YEAR = timedelta(days=365)


class Authority:
    """Vouches for whom it is told to; `above` is who vouches for this one, itself where there is nobody."""

    def __init__(self, name: str, above: Authority | None = None) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        signer = above or self
        now = datetime.now(UTC)
        made = _begun(self.name, self.key.public_key(), signer, now - YEAR, now + YEAR)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = made.sign(signer.key, hashes.SHA256())

    @property
    def pem(self) -> str:
        """The authority's own certificate."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def server(
        self, folder: Path, *names: str, ends: timedelta = YEAR, begins: timedelta = -YEAR, chain: str = ""
    ) -> ssl.SSLContext:
        """What a server for these names (or IP addresses) speaks TLS with; `ends` and `begins` are from now."""
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        made = _begun(subject, key.public_key(), self, now + begins, now + ends)
        made = made.add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        leaf = made.sign(self.key, hashes.SHA256())
        return _context(folder, leaf, key, chain)

    def trust(self, public: Authority | None = None) -> Trust:
        """A machine that knows this authority; the public knows the other one, or this one as well."""
        return Trust(
            ssl.create_default_context(cadata=self.pem), ssl.create_default_context(cadata=(public or self).pem)
        )


def self_signed(folder: Path, *names: str) -> ssl.SSLContext:
    """What a server speaks TLS with for which nobody else vouches."""
    alone = Authority(names[0])
    now = datetime.now(UTC)
    made = _begun(alone.name, alone.key.public_key(), alone, now - YEAR, now + YEAR)
    made = made.add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
    return _context(folder, made.sign(alone.key, hashes.SHA256()), alone.key, "")


def _begun(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, signer: Authority, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(signer.name).public_key(key)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
    return made.add_extension(above, critical=False)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _context(folder: Path, leaf: x509.Certificate, key: ec.EllipticCurvePrivateKey, chain: str) -> ssl.SSLContext:
    file = folder / "server.pem"
    clear = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(leaf.public_bytes(Encoding.PEM) + chain.encode() + clear)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
