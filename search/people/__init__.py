"""People across articles: whose names are one person's, how often they are named, what they said."""
