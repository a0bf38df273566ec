"""What every stage stands on, and what knows nothing of news: database, data folder and locks, outcome log, addresses,
clock, retrying, network. It imports no other folder of the project."""
