"""The files that others run: read as they read them, for there is no container here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
SMALL, LARGE = ROOT / "compose.yaml", ROOT / "compose.scale.yaml"
GIVEN = {"ZUWU_TOKEN": "123456:ABC-DEF", "WEBHOOK_HOST": "bot.example.org", "POSTGRES_PASSWORD": "0a1b2c3d"}
"""What the files say that an operator has to write into .env."""
_VARIABLE = re.compile(r"\$\{(\w+):\?[^}]+\}|\$\{(\w+)\}")


def _read(file: Path) -> dict[str, Any]:
    """A compose file with its variables put in, as ``docker compose config`` does."""
    text = "\n".join(line for line in file.read_text("utf-8").splitlines() if not line.lstrip().startswith("#"))
    filled: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(lambda found: GIVEN[found[1] or found[2]], text))
    return filled


def _services() -> list[tuple[str, str, dict[str, Any]]]:
    return [(file.name, name, service) for file in (SMALL, LARGE) for name, service in _read(file)["services"].items()]


@pytest.mark.parametrize(("file", "name", "service"), _services())
def test_every_service_has_no_more_rights_than_it_needs(file: str, name: str, service: dict[str, Any]) -> None:
    """A root that cannot be written, no capabilities, none to be had, bounds for everything."""
    assert service["read_only"] is True, file
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert {"mem_limit", "cpus", "pids_limit", "stop_grace_period", "restart", "logging"} <= set(service)


@pytest.mark.parametrize("file", [SMALL, LARGE])
def test_no_secret_is_in_a_file(file: Path) -> None:
    """They come from .env, and a start without them says which one is missing."""
    text = file.read_text("utf-8")
    for name in GIVEN:
        for found in re.finditer(rf"\$\{{{name}\b(.*?)\}}", text):
            assert found[1].startswith(":?"), found[0]
    assert not re.search(r"\d{5,}:[A-Za-z0-9_-]{10,}", text)
    secrets = [line for line in text.splitlines() if re.search(r"(PASSWORD|TOKEN|SECRET)\w*: ", line)]
    assert secrets
    assert all("${" in line for line in secrets)


@pytest.mark.parametrize(("file", "name", "service"), _services())
def test_only_the_balancer_can_be_reached_from_outside(file: str, name: str, service: dict[str, Any]) -> None:
    """On the ports that Telegram delivers to, and that a certificate needs."""
    assert service.get("ports", []) == (["80:8080", "443:8443"] if name == "caddy" else []), file


def test_both_replicas_are_the_same() -> None:
    """And set as the program understands it: PostgreSQL, a webhook, an address that the balancer reaches."""
    services = _read(LARGE)["services"]
    assert services["zuwu-a"] == services["zuwu-b"]
    variables = {
        name.removeprefix("ZUWU_").lower(): str(value) for name, value in services["zuwu-a"]["environment"].items()
    }
    settings = Settings(_env_file=None, **variables)  # type: ignore[call-arg, arg-type]
    assert settings.database == "postgresql://zuwu:0a1b2c3d@db/zuwu"
    assert settings.listen_on == ("0.0.0.0", 8080)  # noqa: S104
    assert settings.webhook_url == "https://bot.example.org/telegram"
    assert services["zuwu-a"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_a_sign_of_life_is_each_replicas_own() -> None:
    """No volume is shared by those whose heartbeats are looked at."""
    for name in ("zuwu-a", "zuwu-b"):
        service = _read(LARGE)["services"][name]
        assert "volumes" not in service
        assert any(mount.startswith("/data:uid=10001,gid=10001,mode=0700") for mount in service["tmpfs"])


def test_the_database_is_for_the_replicas_alone() -> None:
    """In a network without a way out, which the balancer is not in; its data are kept, and it is nobody special."""
    content = _read(LARGE)
    assert content["networks"]["back"] == {"internal": True}
    joined = {name: set(service["networks"]) for name, service in content["services"].items()}
    assert joined == {"zuwu-a": {"front", "back"}, "zuwu-b": {"front", "back"}, "db": {"back"}, "caddy": {"front"}}
    database = content["services"]["db"]
    assert database["user"] == "999:999"
    assert database["volumes"] == ["postgres:/var/lib/postgresql/data"]
    assert "pg_isready" in database["healthcheck"]["test"]


@pytest.mark.parametrize("file", [SMALL, LARGE])
def test_everything_that_is_named_is_declared(file: Path) -> None:
    """Volumes, networks, and files of ours that are mounted."""
    content = _read(file)
    for service in content["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in content["volumes"]
        assert set(service.get("networks", [])) <= set(content.get("networks", {}))
        depended = service.get("depends_on", {})
        assert set(depended) <= set(content["services"])


def _caddyfile() -> str:
    text = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    return re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)


def test_the_balancer_lets_only_the_webhook_through() -> None:
    """By POST, to the path that the replicas are set to, no larger than they take; everything else is not there."""
    text = _caddyfile()
    assert text.count("{") == text.count("}")
    assert re.findall(r"^\s*path (.*)$", text, re.MULTILINE) == ["/telegram"]
    assert re.findall(r"^\s*method (.*)$", text, re.MULTILINE) == ["POST"]
    assert text.count("reverse_proxy") == 1
    assert text.index("handle @webhook") < text.index("reverse_proxy") < text.index("respond 404")
    assert "max_size 1MB" in text
    assert "admin off" in text


def test_the_balancer_asks_every_replica_whether_it_is_ready() -> None:
    """At the port that they listen on; and it listens on those that are published."""
    text, services = _caddyfile(), _read(LARGE)["services"]
    (upstreams,) = re.findall(r"reverse_proxy (.*) \{", text)
    replicas = [name for name in services if name.startswith("zuwu")]
    assert upstreams.split() == [f"{name}:8080" for name in replicas]
    assert re.findall(r"health_uri (.*)", text) == ["/readyz"]
    ports = [port.split(":")[1] for port in services["caddy"]["ports"]]
    assert re.findall(r"https?_port (\d+)", text) == ports
    placeholders = set(re.findall(r"\{\$(\w+)\}", text))
    assert placeholders == set(services["caddy"]["environment"])


def test_the_image_runs_as_nobody_special() -> None:
    """With what it listens on said, what it does not load left out, and a sign of life looked at."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert "USER 10001:10001" in last
    assert "EXPOSE 8080" in last
    assert "ZUWU_LISTEN=0.0.0.0:8080" in last
    assert "HEALTHCHECK" in last
    assert '"doctor", "--alive"' in last
    assert "python tools/prune.py" in text
    assert 'ENTRYPOINT ["zuwu"]' in last


def test_the_image_gets_all_that_its_build_copies() -> None:
    """What .dockerignore leaves out cannot be copied; what it lets in is there."""
    lets_in = [
        line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    ]
    assert all((ROOT / name).exists() for name in lets_in)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    names = [name.rstrip("/") for line in copied for name in line.split()]
    assert len(names) >= 7
    for name in names:
        assert (ROOT / name).exists(), name
        assert any(name == entry or name.startswith(f"{entry}/") for entry in lets_in), name
