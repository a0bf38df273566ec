"""Clipping folders: which there are, what lies in them, and the articles as they were when they were clipped."""
