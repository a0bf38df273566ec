"""The commands, a file for each part of the work. Each imports its stage when it runs, so that `search` starts fast."""
