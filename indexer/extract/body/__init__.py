"""The body of an article: which boxes hold it, and which of their lines are no part of it."""
