"""Reads the metadata of an article, shown or structured: title, authors, dates, section, tags, image."""
