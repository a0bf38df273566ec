"""The settings under which Scrapy really runs, and what they are for."""

from __future__ import annotations

import datetime
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import BaseSettings

from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import CrawlerSettings, Settings
from crawler.crawl import clip
from crawler.fetch import resolver
from crawler.fetch.engine import FetchingSpider
from crawler.fetch.reactor import event_loop
from crawler.fetch.scrapy_settings import scrapy_settings
from crawler.politeness.robots import robots_token
from tests.news_site import Answer, serve_site

PRIVATE = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0))


@pytest.fixture
def effective() -> BaseSettings:
    event_loop()
    return AsyncCrawlerRunner(scrapy_settings(CrawlerSettings())).create_crawler(FetchingSpider).settings


@pytest.mark.parametrize("name", ["ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES", "REDIRECT_ENABLED"])
def test_what_must_be_on_is_on(effective: BaseSettings, name: str) -> None:
    assert effective.getbool(name) is True


@pytest.mark.parametrize(
    "name",
    [
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "METAREFRESH_ENABLED",
        "HTTPPROXY_ENABLED",
        "HTTPCACHE_ENABLED",
        "RETRY_ENABLED",
        "AUTOTHROTTLE_ENABLED",
        "MEMUSAGE_ENABLED",
        "JOBDIR",
    ],
)
def test_what_must_be_off_is_off(effective: BaseSettings, name: str) -> None:
    assert not effective.get(name)


def test_no_extension_of_scrapys_is_loaded(effective: BaseSettings) -> None:
    assert dict(effective.getwithbase("EXTENSIONS")) == {}


def test_only_those_of_scrapys_middlewares_are_loaded_that_do_something(effective: BaseSettings) -> None:
    listed = [name for name in effective.getwithbase("DOWNLOADER_MIDDLEWARES") if name.startswith("scrapy.")]
    used = {"DownloadTimeoutMiddleware", "DefaultHeadersMiddleware", "UserAgentMiddleware"}
    assert {name.rpartition(".")[2] for name in listed} == used


def test_only_the_web_is_fetched_from(effective: BaseSettings) -> None:
    handlers = effective.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_everything_is_bounded(effective: BaseSettings) -> None:
    defaults = CrawlerSettings()
    assert effective.getint("DOWNLOAD_MAXSIZE") == defaults.max_page_bytes
    assert effective.getfloat("DOWNLOAD_TIMEOUT") == defaults.timeout_seconds
    assert effective.getint("REDIRECT_MAX_TIMES") == 5


def test_nothing_of_scrapys_makes_a_request_wait_that_has_its_turn(effective: BaseSettings) -> None:
    assert effective.getfloat("DOWNLOAD_DELAY") == 0.0
    assert effective.getint("CONCURRENT_REQUESTS") == 0  # no limit
    assert effective.getint("CONCURRENT_REQUESTS_PER_DOMAIN") > 10 * CrawlerSettings().concurrent_requests


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        (CrawlerSettings().user_agent, "Kliping"),
        ("Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36 Kliping/0.1", "Kliping"),
        ("ArsipBerita/2.0 (+https://contoh.id/robot)", "ArsipBerita"),
        ("arsip", "arsip"),
    ],
)
def test_robots_are_asked_by_the_products_name(user_agent: str, token: str) -> None:
    assert robots_token(user_agent) == token


def test_a_redirect_to_a_private_address_is_blocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "is_public", lambda address: address == "127.0.0.1")
    with serve_site() as site:
        port = site.base.rpartition(":")[2]
        site.answers["/baca/1"] = Answer(status=302, headers={"Location": f"http://127.0.0.2:{port}/baca/1"})
        guarded = Settings(crawler=CrawlerSettings(min_free_bytes=0, delay_seconds=0.0))
        own = Publisher("uji", "Uji", (f"127.0.0.1:{port}", "127.0.0.2"))
        [clipped] = clip(guarded, tmp_path, {"uji": own}, [f"{site.base}/baca/1"])
        assert clipped.outcome is Outcome.ADDRESS_BLOCKED
        assert "127.0.0.2 leads to no public address" in clipped.detail
        assert site.paths() == ["/baca/1"]


def test_only_the_ports_of_the_web_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "is_public", lambda _: True)
    guarded = Settings(crawler=CrawlerSettings(min_free_bytes=0, delay_seconds=0.0))
    with serve_site() as site:
        site.page("/baca/1")
        [clipped] = clip(guarded, tmp_path, {}, [f"{site.base}/baca/1"])
        assert clipped.outcome is Outcome.ADDRESS_BLOCKED
        assert "only 80, 443 may be asked" in clipped.detail
        assert site.seen == []
        assert [one.outcome for one in clip(PRIVATE, tmp_path, {}, [f"{site.base}/baca/1"])] == [Outcome.FETCHED]


def test_a_redirect_to_another_port_is_blocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "is_public", lambda _: True)
    guarded = Settings(crawler=CrawlerSettings(min_free_bytes=0, delay_seconds=0.0))
    with serve_site() as site, serve_site() as service:
        port = site.base.rpartition(":")[2]
        site.answers["/baca/1"] = Answer(status=302, headers={"Location": f"{service.base}/_shutdown"})
        site.page("/baca/2")
        own = Publisher("uji", "Uji", ("127.0.0.1", f"uji.example:{port}"))
        clipped = clip(guarded, tmp_path, {"uji": own}, [f"{site.base}/baca/1", f"{site.base}/baca/2"])
        assert [one.outcome for one in clipped] == [Outcome.ADDRESS_BLOCKED, Outcome.FETCHED]
        assert service.seen == []


@pytest.fixture
def address_of_https_site(tmp_path: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate(tmp_path))
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # refused handshakes are what is tested
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody but its own key vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return files


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, address_of_https_site: str) -> None:
    [clipped] = clip(PRIVATE, tmp_path / "data", {}, [f"{address_of_https_site}/baca/1"])
    assert clipped.outcome is Outcome.NETWORK_ERROR
    assert "certificate" in clipped.detail
