"""What all stages share and nobody changes while they run: settings, the publisher catalogue, outcomes, logging."""
