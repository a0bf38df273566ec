"""Telling others: by mail and by webhook, to servers that may be slow, dead or not ours."""
