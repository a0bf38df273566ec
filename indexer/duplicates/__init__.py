"""Finds copies and related articles: sketches of texts, groups, and the guard that keeps template texts apart."""
