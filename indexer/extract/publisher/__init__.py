"""Reads pages by what is known of their publisher, its rules or reader; and tools for writing rules."""
