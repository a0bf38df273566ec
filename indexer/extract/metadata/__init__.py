"""What a page says of its article beside the body: title, authors, dates, section, tags."""
