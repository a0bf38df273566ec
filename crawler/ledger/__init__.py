"""The ledger: sources, links, runs, and what became of each page. It is the crawler's frontier."""
