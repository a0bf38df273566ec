"""Parses a page: bytes to text, boxes and runs, structured data, headline; and classifies it as article or not."""
