"""Spikes: a saved search that finds more in a day than it usually does, told once."""
