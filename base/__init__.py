"""What every stage stands on, knowing nothing of news: database, data folder and locks, outcome log, addresses, clock,
retrying, worker processes, network, errors, events. It imports no other folder of the project."""
