"""Who said what: the quotes of an article and their speakers."""

from indexer.articles.quotes.attribution import find_quotes
from indexer.articles.quotes.quote import Quote
from indexer.articles.quotes.vocabulary import Vocabulary, load_vocabulary

__all__ = ["Quote", "Vocabulary", "find_quotes", "load_vocabulary"]
