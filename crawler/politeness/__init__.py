"""Whether and when a host may be asked: the clock of hosts, their queues, robots.txt, outages and refusals."""
