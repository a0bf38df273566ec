"""The tests' own Elasticsearch: found, skipped or demanded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import elasticsearch_server
from tests.indexer.engines.conftest import skip_without_elasticsearch


def jdk(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "javac").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


def test_newest_jdk_that_is_new_enough_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("ES_JAVA_HOME", str(jdk(tmp_path / "old", "17.0.2")))
    monkeypatch.setenv("JAVA_HOME", str(jdk(tmp_path / "new", "99.0.1")))
    assert elasticsearch_server.java_home() == tmp_path / "new"


def test_runtime_without_a_compiler_is_not_taken(tmp_path, monkeypatch):
    home = jdk(tmp_path / "cut", "99")
    (home / "bin" / "javac").unlink()
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert elasticsearch_server.java_home() != home


@pytest.mark.parametrize(("required", "outcome"), [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_machine_without_java_skips_unless_it_is_demanded(monkeypatch, required, outcome):
    monkeypatch.setattr(elasticsearch_server, "java_home", lambda: None)
    monkeypatch.setenv("KLIPING_REQUIRE_ELASTICSEARCH", required)
    with pytest.raises(outcome, match="no JDK 21"):
        skip_without_elasticsearch()
