"""From a query's tree to the engine's query: what hits must have, what may be relaxed, and what only ranks them."""
