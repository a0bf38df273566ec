"""The cost of text analysis, beside the least that any tokeniser does (`\\w+` and small letters), in one run.

python benchmarks/analysis.py [--articles 1000] [--seed 1]

The texts are made of listed roots with affixes, with the repetition of natural text (Zipf), so that the memory
of known words is used as it is on news. First the words are new, then known.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Sequence

from indexer.language.analysis import analyze, load_lexicon, terms

PREFIXES = ("", "", "", "me", "di", "ber", "ter", "pe", "ke", "se", "memper")
SUFFIXES = ("", "", "", "kan", "i", "an", "nya", "lah")
WORDS = 250


def make_texts(roots: Sequence[str], articles: int, rng: random.Random) -> list[str]:
    """Texts of 250 words each; the commonest word stands in nearly every line, most words once."""
    forms = [rng.choice(PREFIXES) + rng.choice(roots) + rng.choice(SUFFIXES) for _ in range(50_000)]
    weights = [1 / rank for rank in range(1, len(forms) + 1)]
    return [" ".join(rng.choices(forms, weights, k=WORDS)).capitalize() + "." for _ in range(articles)]


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """CPU seconds for all the texts."""
    started = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - started


def main() -> None:
    """Print tokens a second and the ratio to the plain tokeniser."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lexicon = load_lexicon()
    texts = make_texts(sorted(lexicon.roots), options.articles, random.Random(options.seed))
    plain = seconds(lambda text: re.findall(r"\w+", text.lower()), texts)
    ways: dict[str, Callable[[str], object]] = {
        "terms, words new": lambda text: terms(text, lexicon),
        "terms, words known": lambda text: terms(text, lexicon),
        "tokens with places": lambda text: analyze(text, lexicon),
    }
    print(f"{'plain':20} {len(texts) * WORDS / plain / 1e6:6.2f} M tokens a CPU-second")
    for name, work in ways.items():
        spent = seconds(work, texts)
        print(f"{name:20} {len(texts) * WORDS / spent / 1e6:6.2f} M tokens a CPU-second, {spent / plain:.1f} x plain")


if __name__ == "__main__":
    main()
