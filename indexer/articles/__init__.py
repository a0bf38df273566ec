"""The articles database: articles, their versions and what became of each page."""
