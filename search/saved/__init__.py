"""What users keep: saved searches, and the alerts that tell them of what is new. It can be made from nothing else."""
