"""The index stage, from the archive to the engine: pages become articles, articles become terms, terms are indexed."""
