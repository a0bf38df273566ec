"""Fetching politely: Scrapy and its middlewares, the clock of hosts, robots.txt, articles in several pages."""
