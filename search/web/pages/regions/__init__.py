"""The map of regions, and where users correct of which regions an article is."""
