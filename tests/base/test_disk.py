"""How full the disk is, looked at while others write to it."""

from __future__ import annotations

from pathlib import Path

from base.disk import everything_in
from base.files import remove_folder


def test_what_goes_while_a_folder_is_looked_through_is_left_out(tmp_path: Path) -> None:
    for name in ("1", "2"):
        (tmp_path / "index" / name).mkdir(parents=True)
        (tmp_path / "index" / name / "segment").touch()
    found = everything_in(tmp_path)
    assert next(found) == tmp_path / "index"
    remove_folder(tmp_path / "index" / "2")
    left = list(found)
    assert tmp_path / "index" / "1" / "segment" in left
    assert tmp_path / "index" / "2" / "segment" not in left
