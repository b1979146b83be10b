"""Shakes hands with a server over TLS to see its certificate, whether it is accepted or not."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID
from requests import Session
from requests.utils import DEFAULT_CA_BUNDLE_PATH

PATIENCE_S = 5.0
ANYWHERE = "https://example.com/"
"""Which authorities `requests` believes does not depend on the address."""

_WORDS = {
    9: "it is not valid yet (or the clock of this machine is slow)",
    10: "it has expired, or one that it depends on has",
    18: "it is self-signed; nobody but its maker vouches for it",
    19: "its authority is a private one that is not known here",
    20: "the chain is incomplete, or its authority is not known here",
    21: "the chain is incomplete, or its authority is not known here",
    23: "it has been revoked",
    62: "it is made out to another host",
    64: "it is not made out to this IP address",
}
"""OpenSSL's codes of verification (X509_V_ERR_…)."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe: the authorities this machine knows, and the public ones, which are all that Atlassian knows."""

    system: ssl.SSLContext
    public: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as a server showed it; `refused_for` and `refused_in_public_for` are OpenSSL's codes or None."""

    names: tuple[str, ...]
    issuer: str
    ends_at: datetime
    refused_for: int | None
    refused_in_public_for: int | None


def trust_of_this_machine() -> Trust:
    """The system's authorities and those of REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE; and Mozilla's list.

    A bundle that cannot be read adds nobody; whoever looks at an address by https says so.
    """
    system = ssl.create_default_context()
    named = Session().merge_environment_settings(ANYWHERE, {}, None, None, None)["verify"]
    if isinstance(named, str):
        with suppress(OSError):
            system.load_verify_locations(**{"capath" if Path(named).is_dir() else "cafile": named})
    return Trust(system, ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH))


def shown_by(host: str, port: int, trust: Trust, patience_s: float = PATIENCE_S) -> Shown:
    """The certificate of the server there; raises OSError where there is no server, or none that speaks TLS."""
    try:
        refused_for = _refusal(host, port, trust.system, patience_s)
        in_public = _refusal(host, port, trust.public, patience_s)
        pem = ssl.get_server_certificate((host, port), timeout=patience_s)
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise OSError("the host's name, or its certificate, is none") from error
    return Shown(_names(certificate), _issuer(certificate), certificate.not_valid_after_utc, refused_for, in_public)


def in_words(verify_code: int) -> str:
    """Why a certificate is not accepted."""
    return _WORDS.get(verify_code, f"its check failed (OpenSSL's code {verify_code})")


def _refusal(host: str, port: int, context: ssl.SSLContext, patience_s: float) -> int | None:
    try:
        with (
            socket.create_connection((host, port), timeout=patience_s) as plain,
            context.wrap_socket(plain, server_hostname=host),
        ):
            return None
    except ssl.SSLCertVerificationError as error:
        return error.verify_code


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    addresses = listed.get_values_for_type(x509.IPAddress)
    return (*listed.get_values_for_type(x509.DNSName), *(str(address) for address in addresses))


def _issuer(certificate: x509.Certificate) -> str:
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.issuer.get_attributes_for_oid(oid):
            return str(attribute.value)
    return "nobody named"
