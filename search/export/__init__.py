"""Exports: all that a search finds, in a table or as references, in constant memory however many there are."""
