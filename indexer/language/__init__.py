"""Indonesian text to terms: tokens, roots, variants, dates and the language of a text."""
