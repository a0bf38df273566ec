"""Backups: made while everything writes, checked by digests, and restored into an empty folder."""
