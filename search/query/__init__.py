"""The query language: the string of a query becomes a tree."""
