"""The user's own language model, off unless it is set: it proposes labels and writes summaries, each with the sentences
that it rests on; nothing else needs it, and nothing that people gave is ever mixed with what it said."""
