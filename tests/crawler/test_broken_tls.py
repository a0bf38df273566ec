"""A site whose certificate nobody vouches for: the log says so in events of ours alone."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.processes import kliping

FILE = """
name = "Rusak"
domains = ["127.0.0.1:{port}"]
article_url = "/baca/"
politeness = {{ delay_seconds = 0.0 }}
sources = [{{ kind = "feed", url = "https://127.0.0.1:{port}/rss", schedule = "every 1m" }}]
"""


def certificate(folder: Path) -> Path:
    """A certificate signed by itself, which names its host in the old way alone; with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "site.pem"
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def tls_site(folder: Path) -> Iterator[int]:
    """A port that shakes hands with that certificate and says nothing more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))

    def serve(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                taken, _ = listener.accept()
                taken.settimeout(30)
                with contextlib.suppress(OSError), closing(context.wrap_socket(taken, server_side=True)) as link:
                    link.recv(1)

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_bad_certificate_is_told_by_the_visit_alone(tmp_path: Path) -> None:
    (tmp_path / "publishers").mkdir()
    with tls_site(tmp_path) as port:
        (tmp_path / "publishers" / "rusak.toml").write_text(FILE.format(port=port))
        crawl = ("crawl", "--once", "--publisher", "rusak", "--data", str(tmp_path))
        settings = {"KLIPING_LOG__FORMAT": "json", "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true"}
        done = kliping(*crawl, code=3, **settings)
    lines = [json.loads(line) for line in done.stderr.splitlines()]  # fails at a line of any other form
    assert "library.message" not in {line["event.action"] for line in lines}
    (visit,) = [line for line in lines if line["event.action"] == "source.visit"]
    assert visit["kliping.outcome"] == "network_error"
    assert visit["kliping.detail"].endswith("/robots.txt: TLS: certificate verify failed")
