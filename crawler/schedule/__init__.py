"""Who is crawled when: the crawl manager, and when a source is due."""
