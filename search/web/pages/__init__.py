"""The pages, one module for each; they work without scripts."""
