"""Reads which provinces, regencies and cities an article is about."""
