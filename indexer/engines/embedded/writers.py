"""Writes to generations: each has one tantivy writer, opened with its first write and kept for the next."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from indexer.engines.embedded.folder import open_generation
from indexer.engines.embedded.schema import KEY, key_of, to_tantivy
from indexer.engines.port import Document

_MIN_MEMORY = 15_000_000
"""tantivy refuses a writer with less."""
_MAX_MEMORY = 4_000_000_000
"""Or with more than its addresses of 32 bits reach."""


class Writers:
    """The open writers below a folder by generation, one of which commits at a time."""

    def __init__(self, folder: Path, memory_bytes: int) -> None:
        self._folder, self._memory = folder, min(max(memory_bytes, _MIN_MEMORY), _MAX_MEMORY)
        self._open: dict[str, Any] = {}
        self.lock = threading.Lock()

    def write(self, generation: str, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        """Delete by id, then put in, in one commit, so that a kill leaves all of it or nothing."""
        with self.lock:
            writer = self._open.pop(generation, None) or self._open_writer(generation)
            try:
                for name in deletes:
                    writer.delete_documents_by_term(KEY, key_of(name))
                for document in upserts:
                    writer.delete_documents_by_term(KEY, key_of(document.id))
                    writer.add_document(to_tantivy(document))
                writer.commit()
                self._open[generation] = writer
            finally:
                # A writer that failed is dropped here with its lock: what it took in must not slip into a later commit.
                del writer

    def close(self, generation: str) -> None:
        """Close a generation's writer, if there is one, after the merges in progress."""
        with self.lock:
            writer = self._open.pop(generation, None)
        if writer is not None:
            writer.wait_merging_threads()

    def close_all(self) -> None:
        """Close all writers."""
        for generation in list(self._open):
            self.close(generation)

    def _open_writer(self, generation: str) -> Any:
        writer = open_generation(self._folder / generation, to_write=True).writer(self._memory, num_threads=1)
        # A writer killed in mid-commit leaves files that make every later commit fail.
        writer.garbage_collect_files()
        return writer
