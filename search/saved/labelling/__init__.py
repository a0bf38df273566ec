"""Labels that people give to articles: their sets, who gave what when and why, and how well people agree."""
