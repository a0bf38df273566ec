"""From publishers to the archive: links are found in sources and fetched politely, pages kept, outcomes recorded."""
