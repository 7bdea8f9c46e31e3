"""The examples of docs/hosting.md for a proxy before the webhook, with the real proxy where it is installed.

Our own Telegram brings the updates by TLS, and knows the certificate by `SSL_CERT_FILE`.
"""

import re
import shutil
import signal
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE
from tests.processes.conftest import Run
from tests.processes.programs import Playground, Program, free_port, until
from tests.processes.test_coach import begin_session, statuses
from tests.processes.test_webhook import SECRET, Hooked, bot_api

DOCS = Path(__file__).parents[2] / "docs" / "hosting.md"
ONE_MB = 1024 * 1024
AWAY = re.compile("502|503")  # nobody leads behind the proxy


def example(begin: str) -> str:
    """The block of the page that begins so."""
    found = re.search(rf"^```\n({re.escape(begin)}.*?)^```$", DOCS.read_text(), re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def nginx(folder: Path, certificate: Path, port: int, behind: int, _standby: int) -> list[str]:
    return _nginx(folder, certificate, port, example("location = /telegram").replace("8081", str(behind)))


def several(folder: Path, certificate: Path, port: int, behind: int, standby: int) -> list[str]:
    """nginx before three: nobody is at home, one stands by, one leads."""
    upstream, at, location = example("upstream coaches").partition("location = /telegram")
    servers = "".join(f"server 127.0.0.1:{number} max_fails=0;" for number in (free_port(), standby, behind))
    assert upstream.count("max_fails=0;") == 2
    upstream = re.sub(r"server .*max_fails=0;", "", upstream).replace("{", "{" + servers)
    return _nginx(folder, certificate, port, at + location, upstream)


class _Standby(ThreadingHTTPServer):
    """Answers 503 to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(503)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.daemon_threads = True
        self.port = int(self.server_address[1])
        threading.Thread(target=self.serve_forever, daemon=True).start()


def _nginx(folder: Path, certificate: Path, port: int, location: str, upstream: str = "") -> list[str]:
    (folder / "nginx.conf").write_text(f"""
        daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
        events {{}}
        http {{
            access_log off;
            {upstream}
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            server {{
                listen 127.0.0.1:{port} ssl;
                ssl_certificate {certificate}; ssl_certificate_key {certificate};
                {location}
            }}
        }}""")
    return ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, certificate: Path, port: int, behind: int, _standby: int) -> list[str]:
    site = example("coach.example.org").replace("8081", str(behind))
    begin = f"https://localhost:{port} {{\n\ttls {certificate} {certificate}"
    site = site.replace("coach.example.org {", begin)
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", file, "-out", file.with_suffix(".crt")),
        ],
        check=True,
        capture_output=True,
    )
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[Playground]:
    folder = tmp_path_factory.mktemp("telegram")
    program = Program(folder, "telegram", "--port", "0", SSL_CERT_FILE=str(certificate))
    yield Playground(program.line().split()[3].rstrip("."))
    program.ensure_ended()


class Proxied(Hooked):
    """A coach behind a proxy; Telegram knows the proxy's address."""

    def __init__(self, coach: Run, certificate: Path) -> None:
        super().__init__(coach)
        self._certificate = certificate
        self.proxy_port = free_port()
        self._public = f"https://localhost:{self.proxy_port}/telegram"

    def start(self, **settings: str) -> Program:
        return super().start(REGEN_WEBHOOK_URL=self._public, **settings)

    def asked(self, body: bytes, secret: str | None = SECRET) -> int:
        """The status that somebody outside gets."""
        context = ssl.create_default_context(cafile=str(self._certificate))
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        with closing(
            HTTPSConnection("localhost", self.proxy_port, timeout=PATIENCE, context=context)
        ) as connection:
            connection.request("POST", "/telegram", body, headers)
            return connection.getresponse().status


@pytest.fixture(params=[nginx, caddy, several], ids=["nginx", "caddy", "nginx-before-three"])
def proxied(
    request: pytest.FixtureRequest, coach: Run, telegram: Playground, certificate: Path, tmp_path: Path
) -> Iterator[Proxied]:
    program = "caddy" if request.param is caddy else "nginx"
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    proxied = Proxied(coach, certificate)
    folder = tmp_path / "proxy"
    folder.mkdir()
    standby = _Standby()
    command = request.param(folder, certificate, proxied.proxy_port, proxied.port, standby.port)
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        until(lambda: _listens(proxied, running, folder))
        yield proxied
    finally:
        running.terminate()
        running.wait()
        standby.shutdown()
        standby.server_close()
        bot_api(telegram, "deleteWebhook")


def _listens(proxied: Proxied, program: "subprocess.Popen[bytes]", folder: Path) -> bool:
    assert program.poll() is None, (folder / "log").read_text()
    try:
        return proxied.asked(b"") > 0
    except OSError:
        return False


def info(telegram: Playground) -> dict[str, Any]:
    found: dict[str, Any] = bot_api(telegram, "getWebhookInfo")
    return found


def test_a_session_through_the_proxy_also_when_the_coach_is_away_for_a_while(
    proxied: Proxied, telegram: Playground, tmp_path: Path
) -> None:
    anna = telegram.person("Anna")
    first = proxied.start()
    begin_session(anna)
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    anna.tap("✓ Done")
    until(lambda: AWAY.search(info(telegram).get("last_error_message", "")))
    assert info(telegram)["pending_update_count"] == 1
    second = proxied.start()
    anna.wait_for("2/")
    until(lambda: info(telegram)["pending_update_count"] == 0)
    assert statuses(tmp_path)[:2] == ["done", "pending"]
    assert second.end(signal.SIGTERM) == 0


def test_strangers_get_the_same_answers_through_the_proxy(proxied: Proxied, telegram: Playground) -> None:
    assert proxied.asked(b"{}") in (502, 503)
    coach = proxied.start()
    anna = telegram.person("Anna")
    anna.say("/start")
    anna.wait_for("regeneration coach")
    assert proxied.asked(b"rubbish") == 400
    assert proxied.asked(b'{"update_id": 900000001}') == 200
    assert proxied.asked(b"{}", None) == 403
    assert proxied.asked(b"{}", SECRET[:-1]) == 403
    assert proxied.asked(b" " * (ONE_MB + 1)) == 413
    assert proxied.asked(b" " * (ONE_MB + 1), None) in (403, 413)
    anna.say("/help")
    anna.wait_for("send /regen. You can also")
    assert coach.end(signal.SIGTERM) == 0
    assert SECRET not in coach.said + coach.errors
