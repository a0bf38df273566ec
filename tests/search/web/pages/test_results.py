from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from search.i18n import LABELS
from search.notes import LANGUAGES
from search.query.parser import parse
from search.query.tree import All, Not, Word
from search.web.pages.addresses import web_address
from tests.search.client import Client, client_of
from tests.search.conftest import NOW
from tests.search.web.pages.seen import Seen, see

SEARCH = Path(__file__).parents[4] / "search"


def test_the_page_shows_hits_with_marks(client: Client) -> None:
    html = client.get("/?q=menyerang&fold=0").text
    assert "<mark>menyerang</mark>" in html
    assert "27 Nov 2024, 00.30 WIB" in html
    assert "5 artikel" in Seen(html).text


def test_a_hit_leads_to_its_article_and_to_its_source(client: Client) -> None:
    links = see(client, "/?q=menyerang&fold=0").links()
    assert "/artikel/a01?q=menyerang&fold=0" in links
    assert "https://antara.example/a01" in links


def test_a_page_can_be_asked_for_without_its_text(client: Client) -> None:
    assert client.request("HEAD", "/?q=aleppo").status_code == 200
    assert client.request("HEAD", "/artikel/none").status_code == 404


def test_the_page_is_english_by_choice_and_stays_so(client: Client) -> None:
    page = see(client, "/?q=menyerang&fold=0&ui=en")
    assert "5 articles" in page.text
    assert "27 Nov 2024, 00:30 WIB" in page.text
    own = [link for link in page.links() if link.startswith(("/?", "/artikel"))]
    assert sum("ui=en" not in link for link in own) == 1  # the one to the Indonesian page


@pytest.mark.parametrize(("ui", "expected"), [("en", "id"), ("id", None)])
@pytest.mark.parametrize("path", ["/?q=pemberontak&publisher=detik", "/artikel/a01?q=pemberontak"])
def test_titles_in_another_language_than_the_page_say_so(
    client: Client, path: str, ui: str, expected: str | None
) -> None:
    elements = see(client, f"{path}&ui={ui}").elements
    (place,) = [n for n, (_, one) in enumerate(elements) if (one.get("href") or "").startswith("/artikel/a02")]
    title = next(one for _, one in (elements[place], elements[place - 1]) if "dir" in one)  # the link, or its heading
    assert title.get("lang") == expected


@pytest.mark.parametrize(
    ("path", "values", "chosen"),
    [
        ("/", ["relevance", "oldest"], "relevance"),
        ("/?sort=newest", ["newest", "oldest"], "newest"),
        ("/?sort=oldest&publisher=antara", ["relevance", "oldest"], "oldest"),
        ("/?q=aleppo&sort=newest", ["relevance", "recent", "newest", "oldest"], "newest"),
    ],
)
def test_the_choice_of_order_names_the_one_in_use(client: Client, path: str, values: list[str], chosen: str) -> None:
    page = see(client, path)
    orders = page.elements[
        page.elements.index(("select", {"name": "sort", "data-apply": None, "data-usual": "relevance"})) + 1 :
    ]
    options = [one for tag, one in orders[: len(values)] if tag == "option"]
    assert [one["value"] for one in options] == values
    assert [one["value"] for one in options if "selected" in one] == [chosen]


def test_the_start_page_shows_the_latest(client: Client) -> None:
    page = see(client, "/").text
    assert "Artikel terbaru" in page
    assert "terbaru lebih dulu" in page
    assert "Paling cocok" not in page


def test_the_menu_says_where_one_is(client: Client) -> None:
    here = [one["href"] for _, one in see(client, "/bantuan").elements if one.get("aria-current") == "page"]
    assert here == ["/bantuan"]


def test_copies_are_folded_and_shown_on_the_article(client: Client) -> None:
    shown = see(client, "/?q=menyerang").text
    assert "+ 1 salinan (2 sumber), paling awal Antara, 27 Nov 2024, 00.30 WIB" in shown
    assert "Salinan artikel ini" in see(client, "/artikel/a01").text
    assert "/artikel/a02" in see(client, "/artikel/a01").links()


def test_facets_count_under_the_other_filters(client: Client) -> None:
    page = see(client, "/?q=aleppo&publisher=detik")
    assert re.search(r"Antara\s+2", page.text)  # what the other publisher would give
    assert re.search(r"1 artikel", page.text)


def test_a_value_with_quotation_marks_can_be_left_out(client: Client) -> None:
    links = see(client, "/?q=kalimat").links()
    (minus,) = [link for link in links if "NOT+topik" in link and "Laskar" in link]
    (query,) = parse_qs(urlsplit(minus).query)["q"]
    tree = parse(query, NOW).tree
    assert isinstance(tree, All)
    assert [type(part) for part in tree.parts] == [Word, Not]
    assert "Tidak ada artikel" in see(client, minus).text


def test_every_link_of_a_state_leads_somewhere(client: Client) -> None:
    page = see(client, "/?q=banjir+OR+beras&from=2024-11-01&section=ekonomi&sort=newest")
    for link in page.links():
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


def test_a_bar_of_the_timeline_narrows_to_its_days(client: Client) -> None:
    page = see(client, "/?q=aleppo")
    narrowed = [parse_qs(urlsplit(link).query) for link in page.links() if "from=" in link and "to=" in link]
    assert {"q": ["aleppo"], "from": ["2024-11-01"], "to": ["2024-11-30"]} in narrowed


def test_pages_follow_each_other(client: Client) -> None:
    first = see(client, "/?sort=oldest")
    (following,) = [link for link in first.links() if "after=" in link]
    second = see(client, following)
    shown = [{link for link in page.links() if link.startswith("/artikel")} for page in (first, second)]
    assert shown[0]
    assert shown[1]
    assert not shown[0] & shown[1]


def test_a_damaged_cursor_shows_the_first_page_with_a_note(client: Client) -> None:
    page = see(client, "/?q=aleppo&after=xyz")
    assert "ini halaman pertama" in page.text
    assert "3 artikel" in page.text
    later = see(client, "/?after=xyz&start=500")
    assert "1–10 dari" in later.text
    assert not [link for link in later.links() if "xyz" in link]


def test_wrong_parameters_are_no_error(client: Client) -> None:
    page = see(client, "/?q=aleppo&sort=best&match=none&from=kapan&to=2024-99-99&top=x&ui=xx&fold=7")
    assert "“kapan” bukan tanggal" in page.text
    assert "“2024-99-99” bukan tanggal" in page.text


def test_the_page_shows_ten_hits_whatever_its_address_says(client: Client) -> None:
    assert see(client, "/?top=1&explain=1&fold=0").text == see(client, "/?fold=0").text
    assert not any("top=" in link or "explain=" in link for link in see(client, "/?top=1&explain=1").links())


def test_what_was_found_can_be_taken_out(client: Client) -> None:
    links = see(client, "/?q=aleppo&publisher=detik&fold=0&sort=oldest").links()
    asked = "q=aleppo&sort=oldest&publisher=detik"
    for form in ("csv", "jsonl", "xlsx", "ris"):
        assert f"/api/v1/export?{asked}&format={form}" in links
    for link in [link for link in links if link.startswith(("/api/v1/export", "/feed."))]:
        assert client.get(link).status_code == 200, link
    assert "/feed.atom?q=aleppo&publisher=detik" in links


@pytest.mark.parametrize("query", ["zzyzx", "aleppo+zzyzx"])
def test_what_is_only_near_is_not_taken_out(client: Client, query: str) -> None:
    page = see(client, f"/?q={query}")
    assert "Tidak ada yang cocok untuk diunduh" in page.text
    assert not [link for link in page.links() if "export" in link]


def test_relevance_with_recency_is_a_choice_of_order(client: Client) -> None:
    page = see(client, "/?q=aleppo&sort=recent")
    assert "paling cocok lebih dulu, yang baru didahulukan" in page.text
    (chosen,) = [
        one["value"] for tag, one in page.elements if tag == "option" and "selected" in one and one["value"] != "all"
    ]
    assert chosen == "recent"
    assert "recency" not in [one.get("name") for tag, one in page.elements if tag == "input"]  # the choice says it
    assert [link for link in page.links() if "publisher=" in link and "recency=1" in link]


def test_files_of_pages_are_kept_by_their_version(client: Client) -> None:
    (script,) = [one["src"] or "" for tag, one in see(client, "/").elements if tag == "script"]
    assert "immutable" in client.get(script).headers["cache-control"]
    assert client.get("/static/kliping.js").headers["cache-control"] == "no-cache"
    assert client.get("/static/nothing.js?v=1").status_code == 404


def test_the_icon_is_where_it_is_looked_for(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


def test_nothing_found_says_what_each_filter_keeps_away(client: Client) -> None:
    page = see(client, "/?q=aleppo&publisher=suara-kota&from=2024-01-01")
    assert re.search(r"Tanpa saringan Suara Kota\s+3 artikel", page.text)
    assert "Tidak ada dalam artikel mana pun: zzyzx." in see(client, "/?q=zzyzx").text


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    client = client_of(tmp_path, lambda: EmbeddedEngine(tmp_path / "index", 15_000_000))
    assert "belum ada yang mengambil berita. Perintah kliping up" in see(client, "/").text
    assert "Tidak ada artikel yang cocok" not in see(client, "/?q=aleppo").text


def test_any_of_the_words_is_offered_where_that_finds_something(client: Client) -> None:
    page = see(client, "/?q=%22rupiah+aleppo%22+%22beras+naik%22")
    link = next(link for link in page.links() if "match=any" in link)
    assert re.search(r"Cari salah satu kata saja\s+1 artikel", page.text)
    assert "1 artikel" in see(client, link).text
    assert not [link for link in see(client, "/?q=zzyzx+qqwwx").links() if "match=any" in link]


def test_a_way_on_from_an_empty_page_is_offered_once(client: Client) -> None:
    page = see(client, "/?q=aleppo+qqwwx*")
    assert len([link for link in page.links() if "match=any" in link]) == 1
    assert "tanpa saringan" not in page.text


def test_an_article_without_a_title_and_a_missing_one(client: Client) -> None:
    assert "(tanpa judul)" in see(client, "/artikel/a20").text
    assert "tidak ada" in see(client, "/artikel/none", 404).text
    assert "Kembali ke pencarian" in see(client, "/nothing", 404).text


HOSTILE = [
    "<script>alert(1)</script>", '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>", "javascript:alert(1)", '" autofocus onfocus=alert(1) x="',
    "<svg/onload=alert(1)>", "{{7*7}}", "{% raw %}", "&lt;script&gt;", "</textarea><script>1</script>",
    "\u202e<b>", "<!--", "]]>", "<iframe srcdoc='<script>1</script>'>", "%3Cscript%3E", "' onmouseover='alert(1)",
]  # fmt: skip
PARAMETERS = (
    "q",
    "publisher",
    "section",
    "author",
    "tag",
    "lang",
    "site",
    "from",
    "to",
    "after",
    "sort",
    "match",
    "ui",
)


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("payload", HOSTILE)
def test_no_parameter_becomes_markup(client: Client, parameter: str, payload: str) -> None:
    response = client.get("/", params={"q": "aleppo", parameter: payload})
    assert response.status_code == 200
    assert_harmless(response.text)


@pytest.mark.parametrize(
    "path", ["/artikel/a19", "/?q=jahat", "/?q=judul:kutip", "/?q=rubrik:kriminal", "/artikel/<script>"]
)
def test_no_stored_text_becomes_markup(client: Client, path: str) -> None:
    html = client.get(path).text
    assert_harmless(html)
    if "a19" in path or "q=" in path:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def assert_harmless(html: str) -> None:
    page = Seen(html)
    for tag, attributes in page.elements:
        assert tag != "script" or (attributes["src"] or "").startswith("/static/kliping.js?v=")
        assert tag not in ("iframe", "img", "object", "embed", "style", "base"), tag
        assert not any(name.startswith("on") or name in ("style", "srcdoc", "autofocus") for name in attributes), (
            attributes
        )
        for name in ("href", "action"):
            value = attributes.get(name)
            assert value is None or value.startswith(("/", "#", "http://", "https://")), value


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " javascript:1", "ftp://a/b", "", "//a", "JaVaScRiPt:1"]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert web_address(url) == ""


def test_web_addresses_are_linked() -> None:
    assert web_address("https://a.example/b?c=d") == "https://a.example/b?c=d"


@pytest.mark.parametrize("code", LABELS)
def test_every_text_is_there_in_both_languages(code: str) -> None:
    assert set(LABELS[code]) == set(LANGUAGES)
    assert len({text.count("{") for text in LABELS[code].values()}) == 1


def test_every_text_of_a_template_is_known() -> None:
    texts = [file.read_text("utf-8") for file in (SEARCH / "web" / "templates").rglob("*.html")]
    used = {code for text in texts for code in re.findall(r"""\b(?:t|counted)\(["']([a-z_]+)["'][,)]""", text)}
    assert used
    assert used <= set(LABELS)


def test_no_text_is_left_that_nothing_shows() -> None:
    files = [file for ending in ("*.py", "*.html") for file in SEARCH.rglob(ending) if file.parent.name != "labels"]
    shown = "".join(file.read_text("utf-8").rpartition("def label(code")[2] for file in files)  # behind the texts
    named = (
        "sort_",
        "sorted_",
        "match_",
        "timeline_",
        "kind_",
        "stage_",
        "waiting_",
        "reason_",
        "help_",
        "build_",
        "every_",
        "file_",
        "feed_",
        "channel_",
        "from_",
        "report_",
        "watch_",
    )  # with what follows, by the templates and the report
    codes = {code.removesuffix("_one") for code in LABELS}
    unused = [code for code in codes if not re.search(rf"[\"']{code}[\"']", shown) and not code.startswith(named)]
    assert unused == []
