"""The message catalogue: what the pages say, in Indonesian and English; a module for each page or what they share."""
