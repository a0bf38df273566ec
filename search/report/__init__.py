"""Reports of what a search finds, to be printed and handed on: HTML, PDF, Word and Excel."""
