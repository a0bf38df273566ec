"""From a query to an answer: the query language, ranking, snippets, the JSON API and the pages."""
