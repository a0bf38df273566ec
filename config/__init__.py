"""Settings, the publisher catalogue, outcomes and logging: what every stage is told and how it reports."""
