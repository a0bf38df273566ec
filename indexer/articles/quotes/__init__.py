"""Who said what: the quotes of an article and their speakers."""

from indexer.articles.quotes.attribution import find_quotes, quotes_of
from indexer.articles.quotes.quote import Quote
from indexer.articles.quotes.vocabulary import Vocabulary, load_vocabulary

__all__ = ["Quote", "Vocabulary", "find_quotes", "load_vocabulary", "quotes_of"]
