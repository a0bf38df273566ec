"""What `/metrics` prints: how all is, as numbers for Prometheus."""
