"""A report is made for each day or week that is over, sent once, and what goes wrong is told."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from lxml import etree

from base.database import reading, writing
from base.errors import ConfigError, UnavailableError
from base.notify.mail import MailServer, send_mail
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Removal, Tombstones, add_removal
from search.saved.health import _read
from search.saved.mails import mail_of
from search.saved.messages import Delivery, claim, refused, release, taken
from search.saved.removed import obey_removals
from search.saved.reports import making
from search.saved.reports.making import RETRY, Reporter
from search.saved.reports.schedules import Period, Schedule, schedule_of, set_report
from search.saved.reports.tables import report_files, report_schedules
from search.saved.searches import remove_search
from search.saved.tables import deliveries
from tests.base.notify.servers import mail_server
from tests.search.report.test_report import needs_pdf
from tests.search.saved.desk import HOOK, POST, START, Desk, news

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
SECOND = replace(POST, address="kedua@contoh.example")


def reported(desk: Desk, every: Any = "day", form: Any = "html", language: Any = "id") -> Reporter:
    """News of some days, a search that sends a report of them, and who makes it."""
    desk.take_in(
        news("a", "Banjir merendam jalan.", "Kabar Demak", published="2026-11-29T10:00:00+07:00"),
        news("b", "Banjir surut.", "Kabar Kudus", published="2026-11-28T10:00:00+07:00"),
        news("c", "Banjir lama.", "Kabar Pati", published="2026-11-20T10:00:00+07:00"),
    )
    desk.save("banjir", "banjir", POST, SECOND, HOOK, every="never")
    set_report(desk.saved, "banjir", every, form, language, desk.now)
    return Reporter(desk.saved, desk.settings, desk.data, dict)


def finish(desk: Desk, reporter: Reporter) -> None:
    """Let all that is due be made."""
    end = time.monotonic() + 120
    reporter._next = None
    while reporter.start_due(lambda: desk.context, desk.now):
        assert time.monotonic() < end
        time.sleep(0.01)


def sent(desk: Desk) -> list[Delivery]:
    """The messages that are due, which are taken."""
    found = []
    while delivery := claim(desk.saved, (), desk.now):
        found.append(delivery)
        taken(desk.saved, delivery)
    return found


def rows(desk: Desk, table: sa.Table) -> Sequence[Any]:
    with reading(desk.saved) as connection:
        return connection.execute(sa.select(table)).all()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reports are made here, not in a process: what each was called."""
    made = list[str]()

    class Here:
        def __init__(self, *_: object) -> None: ...

        def submit(self, function: Any, report: Any, form: str, look: Any) -> Here:
            made.append(f"{report.period} {form}")
            self.content = function(report, form, look)
            return self

        def result(self) -> bytes:
            return self.content

        def close(self) -> None: ...

    monkeypatch.setattr(making, "Workers", Here)
    return made


@pytest.mark.parametrize(
    ("every", "last", "now", "periods"),
    [
        ("day", "2026-11-27", "2026-11-28T23:59", []),  # 6:59 of the 29th in Jakarta
        ("day", "2026-11-27", "2026-11-29T00:00", ["2026-11-28 2026-11-28"]),
        ("day", "2026-11-26", "2026-11-29T00:00", ["2026-11-27 2026-11-27", "2026-11-28 2026-11-28"]),
        ("week", "2026-11-22", "2026-11-29T23:59", []),  # a Monday, 6:59
        ("week", "2026-11-22", "2026-11-30T00:00", ["2026-11-23 2026-11-29"]),
        ("week", "2026-11-22", "2026-12-06T12:00", ["2026-11-23 2026-11-29"]),
        ("day", "2026-11-28", "2026-11-28T12:00", []),  # the clock was set back behind seven in the morning
        ("day", "2036-01-01", "2026-11-29T00:00", ["2026-11-28 2026-11-28"]),  # it was wrong
        ("week", "9999-12-31", "2026-11-30T00:00", ["2026-11-23 2026-11-29"]),
    ],
)
def test_which_periods_are_due(every: Any, last: str, now: str, periods: list[str]) -> None:
    made = Schedule(1, every, "pdf", "id", last, 0, None, "")
    due = list(made.due(datetime.fromisoformat(now).replace(tzinfo=UTC)))
    assert [f"{one.first} {one.last}" for one in due] == periods


def test_after_a_long_rest_the_latest_are_made_up_for() -> None:
    due = list(Schedule(1, "day", "pdf", "id", "2026-01-01", 0, None, "").due(START))
    assert (len(due), due[-1]) == (7, Period(date(2026, 11, 28), date(2026, 11, 28)))


def test_each_day_brings_a_report_to_each_address_once(any_desk: Desk, rendered: list[str]) -> None:
    desk = any_desk
    reporter = reported(desk)
    finish(desk, reporter)
    assert (sent(desk), rendered) == ([], [])  # the day that was over when it was asked for does not come
    desk.now = START + timedelta(days=1)
    for _ in range(2):
        finish(desk, reporter)
        finish(desk, Reporter(desk.saved, desk.settings, desk.data, dict))
    found = sent(desk)
    assert [one.address for one in found] == [POST.address, SECOND.address]
    assert rendered == ["29 Nov 2026 html"]
    mail = mail_of(found[0])
    assert mail.subject == "[Kliping] banjir: laporan harian, 29 Nov 2026"
    assert "1 artikel, dalam lampiran laporan-banjir-2026-11-29.html" in mail.text
    [attachment] = mail.attachments
    assert (attachment.name, attachment.media) == ("laporan-banjir-2026-11-29.html", "text/html; charset=utf-8")
    assert b"Kabar Demak" in attachment.content
    assert b"Kabar Kudus" not in attachment.content
    assert rows(desk, report_files) == []
    assert rows(desk, deliveries) == []


def test_a_week_in_english(desk: Desk, rendered: list[str]) -> None:
    reporter = reported(desk, "week", "xlsx", "en")
    desk.now = datetime(2026, 11, 30, 0, 1, tzinfo=UTC)
    finish(desk, reporter)
    mail = mail_of(sent(desk)[0])
    assert mail.subject == "[Kliping] banjir: report of the week, 23 Nov 2026 – 29 Nov 2026"
    assert "2 articles, in the attached laporan-banjir-2026-11-29.xlsx" in mail.text
    assert mail.attachments[0].content.startswith(b"PK")


def test_a_day_without_articles_is_told_without_a_file(desk: Desk, rendered: list[str]) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=2)
    finish(desk, reporter)
    first, second = (mail_of(one) for one in sent(desk) if one.address == POST.address)
    assert (len(first.attachments), len(second.attachments)) == (1, 0)
    assert "Tidak ada artikel" in second.text
    assert len(rendered) == 1


def test_of_a_file_that_is_too_large_the_mail_says_where_it_is(
    desk: Desk, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MAX_BYTES", 100)
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    mail = mail_of(sent(desk)[0])
    assert mail.attachments == ()
    assert "terlalu besar untuk surel" in mail.text
    assert "/laporan?q=banjir&sort=newest&from=2026-11-29&to=2026-11-29&format=html" in mail.text


def test_a_kill_while_it_is_kept_loses_and_doubles_nothing(
    desk: Desk, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)

    def killed() -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("search.saved.messages.new_id", killed)
        job = reporter._next_job(desk.now)
        assert job
        with pytest.raises(KeyboardInterrupt):
            reporter._make(job, replace(desk.context, now=desk.now))
    assert (rows(desk, report_files), rows(desk, deliveries)) == ([], [])
    finish(desk, Reporter(desk.saved, desk.settings, desk.data, dict))
    assert len(sent(desk)) == 2


def test_what_a_form_needs_is_said_when_it_is_set_and_when_it_is_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = reported(desk)
    monkeypatch.setattr("search.report.render.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match="install Kliping with its extra `report`"):
        set_report(desk.saved, "banjir", "day", "pdf", "id", desk.now)
    with writing(desk.saved) as connection:
        connection.execute(sa.update(report_schedules).values(form="docx"))
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    found = schedule_of(desk.saved, 1)
    assert found
    assert (found.failures, reporter.failed) == (1, 1)
    assert "docx needs" in found.error
    with reading(desk.articles) as connection:
        [failing] = _read(desk.saved, connection, desk.now).failing
    assert (failing.to_json()["channel"], failing.to_json()["address"]) == ("report", "docx")
    monkeypatch.undo()
    finish(desk, reporter)
    assert sent(desk) == []  # it is tried again in ten minutes
    desk.now += RETRY
    finish(desk, reporter)
    assert len(sent(desk)) == 2
    assert schedule_of(desk.saved, 1) == found._replace(last="2026-11-29", failures=0, failing_since=None, error="")


def test_a_database_that_goes_away_as_a_failure_is_noted_is_told_and_it_is_tried_again(
    desk: Desk, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)

    def away(*_: object) -> None:
        raise UnavailableError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(making, "make", lambda *_: 1 / 0)
        patched.setattr(Reporter, "_fail", away)
        with pytest.raises(UnavailableError, match="is away"):
            finish(desk, reporter)
    finish(desk, reporter)
    assert len(sent(desk)) == 2


def test_only_mail_brings_reports(desk: Desk) -> None:
    desk.save("kait", "banjir", HOOK)
    with pytest.raises(ConfigError, match="reports go by mail"):
        set_report(desk.saved, "kait", "day", "html", "id", desk.now)
    with pytest.raises(ConfigError, match="no saved search"):
        set_report(desk.saved, "tidak ada", "day", "html", "id", desk.now)


def test_another_form_keeps_the_place_and_another_rhythm_begins_anew(desk: Desk) -> None:
    reported(desk)
    desk.wait(days=3)
    set_report(desk.saved, "banjir", "day", "xlsx", "en", desk.now)
    assert schedule_of(desk.saved, 1) == Schedule(1, "day", "xlsx", "en", "2026-11-28", 0, None, "")
    set_report(desk.saved, "banjir", "week", "xlsx", "en", desk.now)
    assert schedule_of(desk.saved, 1) == Schedule(1, "week", "xlsx", "en", "2026-11-29", 0, None, "")
    set_report(desk.saved, "banjir", None, "xlsx", "en", desk.now)
    assert schedule_of(desk.saved, 1) is None


def test_a_mail_that_is_refused_comes_again_with_its_file_and_given_up_it_is_gone(
    desk: Desk, rendered: list[str]
) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    first = claim(desk.saved, (), desk.now)
    assert first
    assert first.report
    assert claim(desk.saved, (first.receiver,), desk.now)
    release(desk.saved)
    refused(desk.saved, first, "452 full", desk.now, lasting=False)
    desk.wait(seconds=10)
    again = [one for one in sent(desk) if one.id == first.id]
    assert [one.report for one in again] == [first.report]
    finish(desk, reporter)
    desk.wait(days=1)
    finish(desk, reporter)
    for _ in range(2):
        lost = claim(desk.saved, (), desk.now)
        assert lost
        refused(desk.saved, lost, "no such user", desk.now, lasting=True)
    assert rows(desk, report_files) == []


def test_what_was_removed_for_good_is_in_no_report_that_is_yet_to_be_sent(desk: Desk, rendered: list[str]) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    one = claim(desk.saved, (), desk.now)
    assert one
    taken(desk.saved, one)
    with open_ledger(desk.settings.database.url, desk.data) as ledger:
        with writing(ledger.engine) as connection:
            add_removal(connection, Removal(0, "id", "b", "", desk.now, 1), Tombstones(frozenset(("b",))))
        obey_removals(desk.saved, ledger.engine)
    assert [row.content for row in rows(desk, report_files)] == [None]
    assert sent(desk) == []
    finish(desk, reporter)
    [second] = sent(desk)
    assert second.address == SECOND.address
    assert len(mail_of(second).attachments) == 1
    assert len(rendered) == 2


def test_a_search_that_is_removed_takes_its_reports_along(desk: Desk, rendered: list[str]) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    remove_search(desk.saved, "banjir")
    assert [rows(desk, table) for table in (deliveries, report_files, report_schedules)] == [[], [], []]


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("html", "text/html"),
        pytest.param("pdf", "application/pdf", marks=needs_pdf),
        ("docx", WORD),
        pytest.param("docx", WORD, marks=needs_office, id="office"),
        ("xlsx", SHEETS),
    ],
)
def test_a_mail_server_gets_a_file_that_opens(
    desk: Desk, rendered: list[str], form: str, media: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    reporter = reported(desk, form=form)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    with mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "kliping@contoh.example", tls="none")
        send_mail(server, [POST.address], mail_of(sent(desk)[0]))
        [text] = box.mails
    mail = message_from_string(text, policy=default)
    assert isinstance(mail, EmailMessage)
    [part] = mail.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == (media, f"laporan-banjir-2026-11-29.{form}")
    file = tmp_path / part.get_filename("")
    file.write_bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
    office = request.node.callspec.id == "office"
    said = " ".join((by_office(file) if office else text_of(file)).split())
    assert "Kabar Demak" in said
    assert "Banjir merendam jalan." in said
    assert "Kabar Kudus" not in said  # of another day


def text_of(file: Path) -> str:
    """The text of a report, as what it is made for reads it."""
    match file.suffix:
        case ".pdf":
            return subprocess.run(
                ["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True
            ).stdout
        case ".docx":
            document = Document(str(file))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return "\n".join([*(one.text for one in document.paragraphs), *cells])
        case ".xlsx":
            with zipfile.ZipFile(file) as book:
                return "\n".join(etree.fromstring(book.read("xl/sharedStrings.xml")).itertext())
        case _:
            return file.read_text("utf-8")


def by_office(file: Path) -> str:
    """The text as LibreOffice shows it."""
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{file.parent}/office",
        "--convert-to",
        "txt:Text",
    ]
    subprocess.run([*command, "--outdir", file.parent, file], capture_output=True, check=True, timeout=110)
    return file.with_suffix(".txt").read_text("utf-8")


def test_it_is_made_in_a_process_of_its_own(desk: Desk) -> None:
    reporter = reported(desk)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    report = sent(desk)[0].report
    assert report
    assert report.content
    assert b"Kabar Demak" in report.content


def test_a_clock_that_is_set_back_stops_no_report(desk: Desk) -> None:
    reporter = reported(desk)
    assert not reporter.start_due(lambda: None, desk.now + timedelta(days=400))
    assert reporter.start_due(lambda: desk.context, desk.now + timedelta(days=1))
    finish(desk, reporter)


def test_reports_go_on_after_a_clock_that_was_wrong(desk: Desk, rendered: list[str]) -> None:
    reporter = reported(desk)
    with writing(desk.saved) as connection:
        connection.execute(sa.update(report_schedules).values(last="2036-01-01"))
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    finish(desk, reporter)
    assert len(rendered) == 1
    assert len(sent(desk)) == 2
    assert [row.last for row in rows(desk, report_schedules)] == ["2026-11-29"]


def test_what_is_removed_while_a_report_is_made_is_not_in_it(
    desk: Desk, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = reported(desk)
    made = making.make

    def removing(*given: Any) -> Any:
        done = made(*given)
        if len(rendered) == 1:
            with open_ledger(desk.settings.database.url, desk.data) as ledger:
                with writing(ledger.engine) as connection:
                    add_removal(connection, Removal(0, "id", "b", "", desk.now, 1), Tombstones(frozenset(("b",))))
                obey_removals(desk.saved, ledger.engine)
        return done

    monkeypatch.setattr(making, "make", removing)
    desk.now = START + timedelta(days=1)
    finish(desk, reporter)
    assert len(rendered) == 2
    assert len(sent(desk)) == 2
