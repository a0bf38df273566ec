"""Past articles: which lists name those of a range of days, how much fetching them will take, and reading them."""
