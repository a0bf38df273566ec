"""Mails that tell of articles: plain text and HTML, written from what a webhook gets. Nothing in an article can make a
header or an element of it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from html import escape
from typing import Any

from base.notify.mail import Attachment, Mail
from indexer.fields import Language
from search import i18n
from search.i18n import published
from search.report.render import MEDIA
from search.saved.messages import Delivery
from search.saved.spikes.watching import said_range

SOURCES = 20
"""Publishers that are named in a mail: those with the most articles."""

_TEXTS: dict[Language, dict[str, str]] = {
    "id": {
        "subject": "[Kliping] {name}: {count} artikel baru",
        "intro": "{count} artikel baru untuk pencarian tersimpan «{name}»: {query}",
        "sample": "[Kliping] {name}: contoh, bukan kabar baru",
        "sampled": "Contoh yang diminta untuk pencarian tersimpan «{name}»: {query}. Begini kabarnya akan datang; "
        "artikel di bawah ini bukan kabar baru.",
        "undated": "tanpa tanggal",
        "stop": "Untuk berhenti menerima surel ini: kliping alert remove {argument}",
        "spike": "[Kliping] {name}: lonjakan, {texts} tulisan hari ini",
        "spiked": "Lonjakan untuk pencarian tersimpan «{name}»: {query}",
        "much": "{texts} tulisan ({articles} artikel dengan salinannya) dari {newsrooms} redaksi sampai {until}; "
        "biasanya {usual} pada hari dan jam itu.",
        "sources": "Sumber: {sources}",
        "copies": "Salinan: {copies}",
        "more": "Di sini {shown} dari {articles} artikel.",
        "report_day": "[Kliping] {name}: laporan harian, {period}",
        "report_week": "[Kliping] {name}: laporan mingguan, {period}",
        "reported": "Laporan pencarian tersimpan «{name}» untuk {period}: {query}",
        "attached": "{articles} artikel, dalam lampiran {file}.",
        "empty": "Tidak ada artikel yang terbit pada hari itu, jadi tidak ada lampiran.",
        "large": "{articles} artikel. Laporannya {size} MB, terlalu besar untuk surel; ambil di halaman Kliping, pada "
        "alamat {href}, atau perkecil dengan kueri yang lebih sempit.",
        "unreport": "Untuk berhenti menerima laporan: kliping alert report {argument} --off",
        "unwatch": "Untuk berhenti dikabari tentang lonjakan: kliping alert watch {argument} --off",
    },
    "en": {
        "subject": "[Kliping] {name}: {count} new",
        "intro": "{count} new for the saved search «{name}»: {query}",
        "sample": "[Kliping] {name}: a sample, nothing new",
        "sampled": "A sample that was asked for, of the saved search «{name}»: {query}. This is how its mail looks; "
        "nothing below is new.",
        "undated": "undated",
        "stop": "To stop this mail: kliping alert remove {argument}",
        "spike": "[Kliping] {name}: spike, {texts} texts today",
        "spiked": "A spike of the saved search «{name}»: {query}",
        "much": "{texts} texts ({articles} articles with copies) from {newsrooms} newsrooms until {until}; "
        "usual on that day by that hour: {usual}.",
        "sources": "Sources: {sources}",
        "copies": "Copies: {copies}",
        "more": "{shown} of {articles} articles are shown here.",
        "report_day": "[Kliping] {name}: report of {period}",
        "report_week": "[Kliping] {name}: report of the week, {period}",
        "reported": "Report of the saved search «{name}» for {period}: {query}",
        "attached": "{articles} articles, in the attached {file}.",
        "empty": "No article was published on these days, so nothing is attached.",
        "large": "{articles} articles. The report has {size} MB, too many for a mail; get it on the page of Kliping at "
        "{href}, or make it smaller by a narrower query.",
        "unreport": "To get no more reports: kliping alert report {argument} --off",
        "unwatch": "To hear of spikes no more: kliping alert watch {argument} --off",
    },
}


def mail_of(delivery: Delivery) -> Mail:
    """The mail for a delivery; the same each time."""
    body: Mapping[str, Any] = json.loads(delivery.body)
    return _KINDS[body["type"]](delivery, body)


def _matched(delivery: Delivery, body: Mapping[str, Any]) -> Mail:
    """The mail that tells of new articles, or a sample of it."""
    data: Mapping[str, Any] = body["data"]
    articles: Sequence[Mapping[str, Any]] = data["articles"]
    language = _language(delivery.language)
    words = _TEXTS[language]
    named = {"name": data["alert"], "count": len(articles), "query": data["query"]}
    subject, intro = ("sample", "sampled") if data.get("test") else ("subject", "intro")
    stop = words["stop"].format(argument=json.dumps(data["alert"]))
    blocks = [_block(one, words, language) for one in articles]
    return _mail(delivery, words[subject].format(**named), [words[intro].format(**named)], blocks, stop)


def _spiked(delivery: Delivery, body: Mapping[str, Any]) -> Mail:
    """The mail that tells of a spike: how much it is, from whom, and each text with those who copied it."""
    data, language = body["data"], _language(delivery.language)
    words = _TEXTS[language]
    articles, spike = data["articles"], data["spike"]
    low, high = spike["usual"]
    named = {"name": data["alert"], "query": data["query"], **spike, "usual": said_range(low, high, language)}
    named["until"] = i18n.moment(datetime.fromisoformat(body["timestamp"]), language)
    sources = (f"{one['publisher_name']} {one['articles']}" for one in data["sources"][:SOURCES])
    intro = [words["spiked"].format(**named), words["much"].format(**named)]
    intro.append(words["sources"].format(sources=", ".join(sources)))
    if len(articles) < spike["articles"]:
        intro.append(words["more"].format(shown=len(articles), articles=spike["articles"]))
    copies = defaultdict[str, list[str]](list)
    for one in articles:
        if one["copy_of"]:
            copies[one["copy_of"]].append(one["publisher_name"] or one["publisher"] or one["url"])
    here = {one["id"] for one in articles}
    blocks = [
        (*_block(one, words, language), words["copies"].format(copies=", ".join(made)) if made else "")
        for one in articles
        if one["copy_of"] not in here
        for made in [copies[one["id"]]]
    ]
    stop = words["unwatch"].format(argument=json.dumps(data["alert"]))
    return _mail(delivery, words["spike"].format(**named), intro, blocks, stop)


def _reported(delivery: Delivery, body: Mapping[str, Any]) -> Mail:
    """The mail that brings a report, or says why it does not."""
    data, report = body["data"], body["data"]["report"]
    language = _language(report["language"])
    words, made = _TEXTS[language], delivery.report
    days = [i18n.day(date.fromisoformat(day), language) for day in dict.fromkeys((report["first"], report["last"]))]
    named = {"name": data["alert"], "query": data["query"], "period": " – ".join(days), "href": report["href"]}
    state, attachments = "empty", list[Attachment]()
    if made is not None:
        file = f"laporan-{_plain(data['alert'])}-{report['last']}.{report['format']}"
        named |= {"articles": str(made.articles), "size": f"{made.size / 1e6:.1f}", "file": file}
        state = "attached" if made.content else "large" if made.articles else "empty"
        if made.content:
            attachments.append(Attachment(file, MEDIA[report["format"]], made.content))
    intro = [words["reported"].format(**named), words[state].format(**named)]
    stop = words["unreport"].format(argument=json.dumps(data["alert"]))
    mail = _mail(delivery, words[f"report_{report['every']}"].format(**named), intro, [], stop)
    return replace(mail, attachments=tuple(attachments))


def _language(given: str) -> Language:
    return "en" if given == "en" else "id"


def _plain(name: str) -> str:
    """A name as part of a file's."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "kliping"


def _mail(delivery: Delivery, subject: str, intro: Sequence[str], blocks: Sequence[Sequence[str]], stop: str) -> Mail:
    told = [" ".join(line.split()) for line in intro]
    return Mail(
        id=delivery.id,
        subject=subject,
        text="\n\n".join(["\n".join(told), *("\n".join(filter(None, one)) for one in blocks), f"-- \n{stop}"]) + "\n",
        html=_html(told, blocks, stop, delivery.language),
        written=delivery.created,
        list_name=f"Kliping alert {delivery.search}",
        list_label=f"alert-{delivery.search}",
    )


def _block(article: Mapping[str, Any], words: Mapping[str, str], language: Language) -> tuple[str, str, str, str]:
    """Title, publisher and time, snippet and address of an article, each on one line."""
    publisher = article.get("publisher_name") or article["publisher"]
    when = published(article["published"], language) or words["undated"]
    lines = (article["title"], f"{publisher} · {when}" if publisher else when, article["snippet"], article["url"])
    title, where, snippet, url = (" ".join(line.split()) for line in lines)
    return title, where, snippet, url


def _html(intro: Sequence[str], blocks: Sequence[Sequence[str]], stop: str, language: str) -> str:
    items = "\n".join("".join(_item(*block)) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"></head>\n'
        f"<body><p>{'<br>'.join(map(escape, intro))}</p>\n{items}\n<p><small>{escape(stop)}</small></p></body></html>\n"
    )


def _item(title: str, where: str, snippet: str, url: str, more: str = "") -> Iterator[str]:
    """An article; what is no address of the web is no link."""
    is_web = url.startswith(("http://", "https://"))
    yield f'<h3><a href="{escape(url)}">{escape(title or url)}</a></h3>' if is_web else f"<h3>{escape(title)}</h3>"
    yield f"\n<p><small>{escape(where)}</small><br>\n{escape(snippet)}"
    yield f"<br>\n<small>{escape(more)}</small></p>" if more else "</p>"


_KINDS: Mapping[str, Callable[[Delivery, Mapping[str, Any]], Mail]] = {
    "articles.matched": _matched,
    "articles.spiked": _spiked,
    "report.made": _reported,
}
