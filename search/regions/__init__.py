"""What users said of articles and regions, and who obeys it in searches."""
