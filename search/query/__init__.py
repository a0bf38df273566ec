"""The query language: the string of a query becomes a tree, its words in groups with their variants."""
