"""The articles database: its values, tables and migrations, reading and writing articles and their versions."""
