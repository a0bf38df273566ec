"""A proposal and a summary as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Connection

from indexer.articles.article import Article
from indexer.articles.read import articles_by_id
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.model.material import Sentence
from search.model.proposals import Proposal
from search.model.reader import ProposalReader
from search.model.summaries import Summary
from search.request import SearchRequest
from search.web.pages.addresses import article_href, page_href


def articles_of(connection: Connection, ids: Collection[str]) -> Mapping[str, Article]:
    """The articles (of the articles' database) of these ids that are there."""
    return {one.id: one for one in articles_by_id(connection, ids)}


def proposal_values(one: Proposal, language: Language) -> dict[str, Any]:
    """A proposal with who made it, when and of which text."""
    return {
        "path": one.path,
        "article": one.article,
        "by": label("by_model", language, one.model, i18n.moment(one.at, language), str(one.version)),
        "sentences": one.sentences,
    }


def proposed_values(proposals: ProposalReader, article: str, language: Language) -> dict[str, Any]:
    """What the form that labels an article shows of a model."""
    return {
        "proposals": [proposal_values(one, language) for one in proposals.of(article)],
        "decide": page_href("/label/usulan", language),
    }


def summary_values(one: Summary, articles: Mapping[str, Article], language: Language) -> dict[str, Any]:
    """A summary, each statement with the sentences that it rests on."""
    numbers = [i18n.number(number, language) for number in (one.articles, one.found)]
    dropped = [i18n.number(number, language) for number in (one.dropped_statements, one.dropped_sentences)]
    return {
        "id": one.id,
        "title": one.title,
        "day": one.day,
        "facts": label("summary_facts", language, one.model, i18n.moment(one.at, language), *numbers),
        "dropped": label("summary_dropped", language, *dropped)
        if one.dropped_statements or one.dropped_sentences
        else "",
        "statements": [
            {"text": said.text, "rests": [_rest(each, articles, language) for each in said.sentences]}
            for said in one.statements
        ],
    }


def named_in(summaries: Iterable[Summary]) -> set[str]:
    """The articles whose sentences summaries rest on."""
    return {each.article for one in summaries for said in one.statements for each in said.sentences}


def _rest(one: Sentence, articles: Mapping[str, Article], language: Language) -> dict[str, Any]:
    """A sentence with the way to it in its article, if that is still there."""
    article = articles.get(one.article)
    if article is None:
        return {"text": one.text, "href": "", "publisher": "", "version": ""}
    is_old = article.version != one.version
    return {
        "text": one.text,
        "href": sentence_href(article.id, one.text, language),
        "publisher": article.publisher_name or article.publisher,
        "version": label("text_of_version", language, str(one.version), str(article.version)) if is_old else "",
    }


def sentence_href(article: str, text: str, language: Language) -> str:
    """The address of a sentence on its article's page: browsers scroll to the text that `:~:text=` names, and others
    show the page from its beginning."""
    return f"{article_href(article, SearchRequest(ui=language))}#:~:text={quote(text, safe='').replace('-', '%2D')}"
