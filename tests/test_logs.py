"""What is logged can be read, and no token, key or password ever reaches a line."""

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import structlog
from cryptography.fernet import Fernet
from gunicorn.config import Config
from gunicorn.glogging import Logger
from hypothesis import given
from hypothesis import strategies as st

from plugin.logs import ACCESS_LOG_FORMAT, log_config, start_logging
from plugin.redaction import MASK, mask_text, redact

FERNET_KEY = Fernet.generate_key().decode()
CIPHERTEXT = Fernet(FERNET_KEY).encrypt(b"a shared secret").decode()
SHARED_SECRET = "a-shared-secret-of-one-site-32-bytes-long"
TOKEN = jwt.encode({"iss": "unknown-client", "qsh": "context-qsh"}, SHARED_SECRET, "HS256")
API_TOKEN = "plb_0123456789abcdefghijABCDEFGHIJ"
SECRETS = (FERNET_KEY, CIPHERTEXT, SHARED_SECRET, TOKEN, API_TOKEN)

SAID = {
    "a query string": f"GET /ui/issue-panel?xdm_e=x&jwt={TOKEN}&lic=active",
    "an encoded query string": f"GET /ui?return=%2Fpage%3Fjwt%3D{TOKEN}",
    "a header with a JWT": f"Authorization: JWT {TOKEN}",
    "a header with an API token": f"Authorization: Bearer {API_TOKEN}",
    "printed headers": f"{{'Authorization': 'JWT {TOKEN}', 'Accept': 'application/json'}}",
    "a JWT in prose": f"answered {TOKEN} at once",
    "an API token in prose": f"token {API_TOKEN} was revoked",
    "an installed body": f'{{"clientKey": "c", "sharedSecret": "{SHARED_SECRET}"}}',
    "a repr": f"shared_secret='{SHARED_SECRET}'",
    "ciphertext": f"stored {CIPHERTEXT} under key 1",
    "keys": f"keys: {FERNET_KEY},{FERNET_KEY}",
    "an address": f"amqp://plumbline:{SHARED_SECRET}@broker.example.com/ is down",
    "a form": f"password={SHARED_SECRET}&next=/",
    "a configuration line": f"client_secret: {SHARED_SECRET}",
}

Caught = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def logging_as_found() -> Iterator[None]:
    """Each test sets up logging itself and leaves it as it was."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: Caught) -> list[dict[str, Any]]:
    """The JSON lines written to standard error since the last look."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_with_time_level_logger_and_context(capsys: Caught) -> None:
    """A line says when, how grave, from where and in which request or job."""
    start_logging("info", "json")
    with structlog.contextvars.bound_contextvars(tenant="t-1", job_id=7):
        structlog.get_logger("plugin.jobs").info("delivery done", commands=2, ratio=0.5, late=False, cause=None)
    (line,) = lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "delivery done",
        "level": "info",
        "logger": "plugin.jobs",
        "tenant": "t-1",
        "job_id": 7,
        "commands": 2,
        "ratio": 0.5,
        "late": False,
        "cause": None,
    }


def test_a_library_line_looks_like_one_of_ours(capsys: Caught) -> None:
    """Lines from the standard library's logging carry the same fields and context."""
    start_logging("info", "json")
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("alembic").info("upgraded to %s", "0001")
    (line,) = lines(capsys)
    assert (line["event"], line["logger"], line["request_id"]) == ("upgraded to 0001", "alembic", "r-1")


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("place", SAID)
def test_no_secret_in_any_text_reaches_a_line(capsys: Caught, form: str, place: str) -> None:
    """Event, value, nested value, library argument and traceback are all masked, in both forms."""
    said = SAID[place]
    start_logging("debug", form)
    log = structlog.get_logger("plugin.web")
    log.info(said)
    log.info("seen", request=said, nested={"list": [said, {"deep": (said,)}]})
    logging.getLogger("werkzeug").warning("library: %s", said)
    try:
        raise ValueError(said)  # noqa: TRY301 - the traceback is what is looked at
    except ValueError:
        log.exception("failed")
    text = capsys.readouterr().err
    assert len(text.splitlines()) >= 4
    assert not [secret for secret in SECRETS if secret in text]
    assert MASK in text


@pytest.mark.parametrize(
    "name",
    ["token", "api_token", "accessToken", "secret", "sharedSecret", "secret_keys", "Authorization", "password", "jwt"],
)
def test_a_telling_name_hides_its_value(name: str) -> None:
    """What stands under such a name is masked whatever it looks like, at any depth and as any type."""
    event = redact(None, "info", {name: "plain", "headers": {name: b"plain"}, "rows": [{name: ["plain"]}]})
    assert event == {name: MASK, "headers": {name: MASK}, "rows": [{name: MASK}]}


def test_an_object_is_masked_like_text() -> None:
    """An object is logged as its repr, and its repr is masked."""
    event = redact(None, "info", {"caller": SimpleNamespace(token=API_TOKEN, account="5b10a2844c20165700ede001")})
    assert API_TOKEN not in event["caller"]
    assert "5b10a2844c20165700ede001" in event["caller"]


@pytest.mark.parametrize(
    "said",
    [
        "jira:issue_updated for project 10000",
        "GET /rest/api/3/search/jql?nextPageToken= answered 200 in 12 ms",
        "baseline 2f6c8b3e-6f0e-4a55-9d5a-0c6b8f8f0a11 approved, hash " + "a1" * 32,
        "see https://app.example.com:8443/ui/project-page?projectId=10000",
        "5b10a2844c20165700ede001 accepted R-1; the basic model counts",
    ],
)
def test_plain_text_stays_readable(said: str) -> None:
    """Identifiers, hashes, addresses and ordinary words are not masked."""
    assert mask_text(said) == said


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    """Masked text is stable, so a line may pass through masking again."""
    once = mask_text(text)
    assert mask_text(once) == once


@pytest.mark.parametrize("name", ["jira", "atlassian", "urllib3"])
def test_talkative_libraries_speak_up_only_for_warnings(capsys: Caught, name: str) -> None:
    """Libraries that log headers and bodies are quiet even at level debug."""
    start_logging("debug", "json")
    logging.getLogger(name).info("headers and body")
    logging.getLogger(f"{name}.resilientsession").debug("headers and body")
    logging.getLogger(name).warning("slow")
    assert [line["event"] for line in lines(capsys)] == ["slow"]


def test_the_level_holds_for_us_and_for_libraries(capsys: Caught) -> None:
    """Below the chosen level nothing is written."""
    start_logging("warning", "json")
    structlog.get_logger("plugin").info("not wanted")
    logging.getLogger("alembic").info("not wanted")
    structlog.get_logger("plugin").warning("wanted")
    assert [line["event"] for line in lines(capsys)] == ["wanted"]


def test_the_access_log_leaves_the_query_string_out(capsys: Caught) -> None:
    """gunicorn, set up with our configuration, writes method, path and status, never the token in the query."""
    config = Config()
    config.set("logconfig_dict", log_config("info", "json"))
    config.set("access_log_format", ACCESS_LOG_FORMAT)
    environ = {
        "REMOTE_ADDR": "127.0.0.1",
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/ui/issue-panel?jwt={TOKEN}",
        "PATH_INFO": "/ui/issue-panel",
        "QUERY_STRING": f"jwt={TOKEN}",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    answer = SimpleNamespace(status="200 OK", sent=512, headers=[])
    took = SimpleNamespace(seconds=0, microseconds=12_000)
    Logger(config).access(answer, SimpleNamespace(headers=[]), environ, took)
    (line,) = lines(capsys)
    assert line["event"] == "127.0.0.1 GET /ui/issue-panel 200 512 bytes 12 ms"
    assert TOKEN not in json.dumps(line)
