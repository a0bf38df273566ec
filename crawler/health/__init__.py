"""How sources are: the closed list of states, the evidence of visits and pages, and the checks that judge it."""
