"""From a query's tree to the engine's query: its words in groups with the other ways to write them, what hits must
have, what may be relaxed, and what only ranks them."""
