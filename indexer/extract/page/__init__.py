"""A page before its article is looked for: bytes to text, boxes, structured data, what kind of page it is."""
