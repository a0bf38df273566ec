"""Analyses Indonesian text: tokens and roots (the terms of the index), spelling variants, dates, and the language."""
