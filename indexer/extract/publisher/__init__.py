"""What is known of a single publisher: its rules and readers, and tools for who writes them."""
