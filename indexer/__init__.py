"""From the archive to the engine: pages become articles, articles become terms, terms go to the index."""
