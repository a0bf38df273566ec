"""Numbers of a page as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from base.safe_text import csv_cell


def as_csv(name: str, lines: Iterable[Sequence[object]]) -> Response:
    """Lines as a file to be kept by that name; no cell is one that a spreadsheet runs."""
    file = io.StringIO()
    csv.writer(file).writerows(map(csv_cell, line) for line in lines)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
