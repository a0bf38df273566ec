"""A bundled sample news site and the whole pipeline run over it."""
