"""From a request to an answer: plan, hits, snippets, facets, counts, suggestions."""
