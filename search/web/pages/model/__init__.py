"""What the user's own model said, on pages: always marked as a model's, with the sentences that it rests on."""
