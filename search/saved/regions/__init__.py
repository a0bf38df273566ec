"""Corrections of regions, kept with who made each, when and why."""
