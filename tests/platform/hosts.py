"""Hosts on loopback that a test asks over HTTP: a test says what one answers, the rest is here."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread


class Host(BaseHTTPRequestHandler):
    """A host that says nothing on the terminal; give it a `respond` that calls `answer`."""

    def respond(self) -> None:
        """Answer what `self.path` asks for."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """What `http.server` calls."""
        self.respond()

    def answer(self, status: int, body: bytes = b"", location: str | None = None) -> None:
        """Send one whole answer."""
        self.send_response(status)
        if location is not None:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving(host: type[Host]) -> Iterator[str]:
    """The address of such a host, while it serves."""
    with HTTPServer(("127.0.0.1", 0), host) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
