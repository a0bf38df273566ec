"""Dockerfile and docker-compose.yml: their form, and that every variable, command and file in them exists."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from config.settings import load
from kliping.main import COMMANDS, cli

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")

OURS = ("kliping", "alert", "crawl-2", "index-2", "serve-2")
"""The services of our own program."""

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
DURATION = {"type": "string", "pattern": r"^\d+(s|m|h)$"}
SERVICE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "restart", "volumes", "logging", "stop_grace_period"],
    "properties": {
        "build": TEXT,
        "image": {"type": "string", "pattern": r"^[a-z0-9./-]+:[\w.-]+$"},
        "init": {"type": "boolean"},
        "read_only": {"type": "boolean"},
        "tmpfs": {"type": "array", "items": {"type": "string", "pattern": "^/[a-z]+$"}},
        "cap_drop": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z_]+$"}},
        "security_opt": {"type": "array", "items": {"type": "string", "pattern": "^[a-z-]+:[a-z]+$"}},
        "command": {"type": "array", "items": TEXT},
        "profiles": {"type": "array", "items": {"type": "string", "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]+$"}},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "stop_grace_period": DURATION,
        "environment": {"type": "object", "additionalProperties": TEXT},
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\$\{\w+:-\d+\}:\d+$"}},
        "volumes": {"type": "array", "items": {"type": "string", "pattern": r"^[a-z0-9-]+:/[\w/.-]+$"}},
        "mem_limit": {"type": "string", "pattern": r"^\d+[mg]$"},
        "ulimits": {"type": "object", "additionalProperties": {"properties": {"soft": WHOLE, "hard": WHOLE}}},
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "additionalProperties": False,
                "properties": {"condition": {"const": "service_healthy"}, "required": {"type": "boolean"}},
            },
        },
        "healthcheck": {
            "type": "object",
            "additionalProperties": False,
            "required": ["test", "interval", "timeout", "retries"],
            "properties": {
                "test": {"type": "array", "minItems": 2, "items": TEXT},
                "interval": DURATION,
                "timeout": DURATION,
                "start_period": DURATION,
                "retries": WHOLE,
            },
        },
        "logging": {
            "type": "object",
            "properties": {"driver": TEXT, "options": {"type": "object", "additionalProperties": TEXT}},
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": ["services", "volumes"],
    "properties": {"services": {"type": "object", "additionalProperties": SERVICE}, "volumes": {"type": "object"}},
    "patternProperties": {"^x-": {}},
    "additionalProperties": False,
}


def known_variables(tmp_path: Path) -> set[str]:
    rows = load(tmp_path, {}).rows()
    return {"KLIPING_DATA", *("KLIPING_" + row.key.upper().replace(".", "__") for row in rows)}


def test_compose_has_the_form_of_a_compose_file() -> None:
    jsonschema.validate(COMPOSE, SCHEMA)


def test_services_depend_on_services_with_health_checks_and_mount_named_volumes() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for needed in service.get("depends_on", {}):
            assert "healthcheck" in services[needed]
        for volume in service["volumes"]:
            assert volume.split(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_confined(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    assert re.search(r"^USER kliping$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", ["kliping", "serve-2"])
def test_health_is_asked_where_the_program_answers(name: str) -> None:
    service = COMPOSE["services"][name]
    port = service["environment"]["KLIPING_SERVER__BIND"].rpartition(":")[2]
    assert f"http://127.0.0.1:{port}/livez" in service["healthcheck"]["test"][-1]
    assert service["healthcheck"]["test"][:3] == ["CMD", "python", "-c"]
    compile(service["healthcheck"]["test"][-1], "healthcheck", "exec")


SYSTEMD = ROOT / "config" / "systemd"
UNITS = {"kliping.service": ["up"], "kliping-backup.service": ["backup", "/var/backups/kliping"]}
"""The units that start our program, with what they give it."""


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign] - names of units are told by their capitals
    read.read(SYSTEMD / name)
    return read


@pytest.mark.parametrize("name", UNITS)
def test_the_systemd_units_start_the_program_confined(name: str) -> None:
    service = unit(name)["Service"]
    binary, *arguments = service["ExecStart"].split()
    assert (binary, arguments) == ("/opt/kliping/.venv/bin/kliping", UNITS[name])
    assert arguments[0] in COMMANDS
    assert service["User"] != "root"
    for key in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables", "RestrictSUIDSGID"):
        assert service[key] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "kliping"


def test_the_backup_may_write_where_it_writes_and_a_timer_starts_it() -> None:
    service = unit("kliping-backup.service")["Service"]
    assert service["ReadWritePaths"] == service["ExecStart"].split()[-1]
    assert unit("kliping-backup.timer")["Install"]["WantedBy"] == "timers.target"
    assert {path.name for path in SYSTEMD.iterdir()} == {*UNITS, "kliping-backup.timer"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", sorted(path.name for path in SYSTEMD.iterdir()))
def test_systemd_reads_the_units(tmp_path: Path, name: str) -> None:
    for file in SYSTEMD.iterdir():
        text = file.read_text("utf-8").replace("/opt/kliping/.venv/bin/kliping", sys.executable)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True, timeout=60, check=False
    )
    assert [line for line in done.stderr.splitlines() if name in line] == []


def test_the_default_profile_is_kliping_alone() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "profiles" not in service] == ["kliping"]
    needs = COMPOSE["services"]["kliping"]["depends_on"]
    assert all(need["required"] is False for need in needs.values())


def test_every_variable_of_ours_is_a_setting(tmp_path: Path) -> None:
    ours = [COMPOSE["services"][name]["environment"] for name in OURS]
    for name, value in (pair for environment in ours for pair in environment.items()):
        assert name in known_variables(tmp_path)
        for inner in re.findall(r"\$\{(KLIPING_\w+)", value):
            assert inner in known_variables(tmp_path) | {"KLIPING_PASSWORD"}
    for variable in re.findall(r"^ENV (KLIPING_\w+)", DOCKERFILE, re.MULTILINE):
        assert variable in known_variables(tmp_path)


EXAMPLES = {"elastic": "elastic.env", "cluster": "cluster.env"}
"""For each profile the file that a user copies to `.env`."""


def example(profile: str) -> dict[str, str]:
    lines = (ROOT / EXAMPLES[profile]).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled(value: str, given: dict[str, str]) -> str:
    """A value as compose fills it from `.env`, the example's own reference to its password included."""
    plain = re.sub(r"\$\{(\w+):-(.*?)\}", lambda found: given.get(found[1]) or found[2], value)
    return re.sub(r"\$\{(\w+)\}", lambda found: given[found[1]], plain)


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_the_compose_file_are_accepted(name: str, tmp_path: Path) -> None:
    environment = COMPOSE["services"][name]["environment"]
    alone = {key: filled(value, {}) for key, value in environment.items()}
    assert load(tmp_path, alone).settings.engine.url == "embedded:"
    for profile in EXAMPLES:
        given = example(profile) | {"KLIPING_PASSWORD": "rahasia1"}
        settings = load(tmp_path, {key: filled(value, given) for key, value in environment.items()}).settings
        assert settings.database.url == "postgresql+psycopg://kliping:rahasia1@postgres:5432/kliping"
        assert settings.engine.replicas == (1 if profile == "cluster" else 0)


@pytest.mark.parametrize("profile", EXAMPLES)
def test_the_example_environment_names_what_the_compose_file_reads(profile: str) -> None:
    read = set(re.findall(r"\$\{(\w+)", json.dumps(COMPOSE)))
    assert example(profile).keys() - {"COMPOSE_PROFILES"} <= read
    assert example(profile)["COMPOSE_PROFILES"] == profile


@pytest.mark.parametrize("profile", EXAMPLES)
def test_the_addresses_of_an_example_are_services_of_its_profile(profile: str) -> None:
    given = example(profile)
    hosts = re.findall(r"(?:http://|@)([a-z0-9-]+):", given["KLIPING_ENGINE__URL"] + given["KLIPING_DATABASE__URL"])
    assert len(hosts) == {"elastic": 2, "cluster": 4}[profile]
    assert all(profile in COMPOSE["services"][host]["profiles"] for host in hosts)
    needs = COMPOSE["services"]["kliping"]["depends_on"]
    assert {hosts[0], hosts[-1]} <= needs.keys()


def test_the_cluster_has_two_of_each_worker_on_two_data_folders() -> None:
    second = {
        name: one for name, one in COMPOSE["services"].items() if name in OURS and one.get("profiles") == ["cluster"]
    }
    assert sorted(one["command"] for one in second.values()) == [["crawl"], ["index"], ["serve"]]
    assert {one["volumes"][0].split(":")[0] for one in second.values()} == {"kliping-2"}
    assert COMPOSE["services"]["kliping"]["command"] == ["up"]
    assert COMPOSE["services"]["kliping"]["volumes"] == ["kliping:/data"]


def test_the_nodes_of_the_cluster_know_each_other_and_keep_their_data_apart() -> None:
    nodes = {name: one for name, one in COMPOSE["services"].items() if name.startswith("elasticsearch-")}
    assert len(nodes) == 3
    assert len({one["volumes"][0] for one in nodes.values()}) == 3
    for name, node in nodes.items():
        environment = node["environment"]
        assert environment["node.name"] == name
        assert environment["discovery.seed_hosts"].split(",") == sorted(nodes)
        assert environment["cluster.initial_master_nodes"].split(",") == sorted(nodes)
        assert "ports" not in node, "a node without passwords must not be reached from outside"


@pytest.mark.parametrize("service", OURS)
def test_every_command_exists(service: str) -> None:
    command = cli
    for word in COMPOSE["services"][service]["command"]:
        found = command.get_command(click.Context(command), word)
        assert found, word
        command = found  # type: ignore[assignment]
    assert not isinstance(command, click.Group)


def test_the_image_runs_a_command() -> None:
    command = re.search(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)
    assert command
    assert json.loads(command[1])[0] in COMMANDS
    assert 'ENTRYPOINT ["kliping"]' in DOCKERFILE


def test_the_image_runs_as_a_user_of_its_own_and_copies_what_exists() -> None:
    assert re.search(r"^USER kliping$", DOCKERFILE, re.MULTILINE)
    for sources in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source


@pytest.mark.parametrize("name", ["kliping", "serve-2"])
def test_what_everybody_may_read_is_published_on_the_loopback_alone(name: str) -> None:
    """`server.open` is safe because of that; without it nobody could read before making a key in the container."""
    service = COMPOSE["services"][name]
    assert service["environment"]["KLIPING_SERVER__BIND"].startswith("0.0.0.0:")
    assert service["environment"]["KLIPING_SERVER__OPEN"] == "true"
    assert service["ports"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
