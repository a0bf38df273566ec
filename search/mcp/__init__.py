"""The archive for the programs of language models, by the Model Context Protocol: read-only tools."""
