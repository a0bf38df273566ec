"""What publishers list their articles in: feeds, sitemaps and section pages, visited and read."""
