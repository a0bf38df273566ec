"""Finds the body of an article: which boxes of the page hold it, and which of their lines do not belong to it."""
