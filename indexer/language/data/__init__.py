"""Word lists of the text analysis; each file names its origin and licence in its first lines."""
