"""Word lists of the text analysis, each a data file that names its origin and licence in its first lines."""
