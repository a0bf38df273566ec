"""The engine in a folder: tantivy, no server."""
