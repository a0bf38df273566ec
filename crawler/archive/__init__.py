"""The archive: every page as it was fetched, in WARC files that are only ever appended to."""
