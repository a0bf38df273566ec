"""Copies and related articles: sketches of texts, groups, and what tells templates from copies."""
