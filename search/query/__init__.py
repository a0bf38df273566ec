"""The query language: a text becomes a tree, its words in groups with their variants."""
