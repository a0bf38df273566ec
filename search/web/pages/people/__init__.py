"""Pages that show people: a person's own, and who speaks in the text of an article."""
