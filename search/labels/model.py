"""What the pages say of the user's own model: always that it is one."""

from __future__ import annotations

from indexer.fields import Language

MODEL: dict[str, dict[Language, str]] = {
    "model_too_many": {
        "id": "lebih dari {0} artikel sekaligus: persempit pencariannya.",
        "en": "more than {0} articles at once: narrow the search",
    },
    "no_proposal": {
        "id": "usulan itu sudah diputuskan, atau artikelnya sudah dilabeli.",
        "en": "that proposal was decided, or its article was labelled, meanwhile",
    },
}
