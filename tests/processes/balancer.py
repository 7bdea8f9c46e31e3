"""A small reverse proxy before several coaches, as a host would have one: it asks one after the other."""

import threading
from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TRY = 2.0  # seconds a coach may take before the next one is asked


class Balancer:
    """It listens on `port`; `answers` counts what the coach on each of `backends` (ports) has answered."""

    def __init__(self, backends: Sequence[int]) -> None:
        self.answers: list[tuple[int, int]] = []  # port and status
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = outer._ask(self.path, body, dict(self.headers), backends)
                self.send_response(status)
                self.send_header("content-length", "0")
                if status == 503:
                    self.send_header("retry-after", "1")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _ask(self, path: str, body: bytes, headers: dict[str, str], backends: Sequence[int]) -> int:
        for port in backends:
            try:
                with closing(HTTPConnection("127.0.0.1", port, timeout=TRY)) as connection:
                    connection.request("POST", path, body, headers)
                    status = connection.getresponse().status
            except (OSError, HTTPException):
                continue
            self.answers.append((port, status))
            if status != 503:
                return status
        return 503
