"""The web application: JSON API, pages, and what holds for every answer."""
