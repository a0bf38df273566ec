"""Who said what: the quotes of an article and their speakers, and the people whom it names."""

from indexer.articles.quotes.attribution import find_quotes, find_speech, speech_of
from indexer.articles.quotes.quote import NO_SPEECH, Named, Quote, Speech
from indexer.articles.quotes.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "NO_SPEECH",
    "Named",
    "Quote",
    "Speech",
    "Vocabulary",
    "find_quotes",
    "find_speech",
    "load_vocabulary",
    "speech_of",
]
