"""What no test can start here is read at least: the containers, and what the documents promise."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

SETTING = re.compile(r"(?:env\.\w+|environ\.get)\(\s*[\"'](\w+)[\"']")


def settings_read() -> set[str]:
    """Return the name of each variable that the code reads."""
    texts = [Path(name).read_text("utf-8") for name in ("shop/settings.py", "gunicorn.conf.py")]
    return {name for text in texts for name in SETTING.findall(text)}


def instructions(name: str) -> list[str]:
    """Return the arguments of each instruction of the Dockerfile."""
    text = re.sub(r"\\\n\s*", "", Path("Dockerfile").read_text("utf-8"))
    return [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith(f"{name} ")]


def variables(service: dict[str, Any]) -> dict[str, str]:
    return service.get("environment", {})


@pytest.fixture
def compose() -> dict[str, Any]:
    return yaml.safe_load(Path("docker-compose.yml").read_text("utf-8"))


def test_the_services_of_the_shop_are_one_image_with_one_environment(
    compose: dict[str, Any],
) -> None:
    ours = {name: it for name, it in compose["services"].items() if it.get("build")}

    assert set(ours) == {"setup", "web", "worker", "beat"}
    assert {it["image"] for it in ours.values()} == {"comptoir"}
    for it in ours.values():
        assert variables(it).keys() <= settings_read()
        assert variables(ours["setup"]).items() <= variables(it).items()


def test_each_service_waits_for_others_that_exist(compose: dict[str, Any]) -> None:
    services = compose["services"]

    for it in services.values():
        assert set(it.get("depends_on", {})) <= set(services)
        for name, how in it.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[name]
        named = {volume.split(":")[0] for volume in it.get("volumes", [])}
        assert {name for name in named if "/" not in name} <= set(compose["volumes"])


def test_caddy_reaches_the_site_where_it_listens(compose: dict[str, Any]) -> None:
    caddy = Path("Caddyfile").read_text("utf-8")
    listens = dict(pair.split("=", 1) for pair in instructions("ENV")[-1].split())

    assert f"reverse_proxy web:{listens['PORT']} " in caddy
    assert instructions("EXPOSE") == [listens["PORT"]]
    assert f":{listens['PORT']}/readyz" in compose["services"]["web"]["healthcheck"]["test"][-1]
    assert f"root * {listens['VAR_DIR']}/media" in caddy
    assert f"var:{listens['VAR_DIR']}" in compose["services"]["web"]["volumes"]
    assert listens.keys() <= settings_read()


def test_the_image_runs_the_shop_as_nobody_in_particular() -> None:
    assert instructions("USER") == ["comptoir"]
    assert json.loads(instructions("CMD")[0]) == ["gunicorn", "shop.wsgi:application"]
    for copied in instructions("COPY"):
        assert Path(copied.split()[0]).exists()


def test_the_image_has_the_packages_that_a_laptop_gets() -> None:
    setup = Path("bin/setup.py").read_text("utf-8")
    wanted = set(re.findall(r'"((?:lib|font|gettext)[\w.-]*)", "', setup))

    installed = next(line for line in instructions("RUN") if "apt-get" in line).split()

    assert "libpango-1.0-0" in wanted
    assert wanted <= set(installed)


def test_each_setting_is_explained() -> None:
    table = set(re.findall(r"`(\w+)`", Path("docs/operations.md").read_text("utf-8")))

    assert settings_read() - table == set()


def test_each_dependency_is_explained() -> None:
    explained = Path("docs/dependencies.md").read_text("utf-8")
    asked = [
        re.split(r"[\[=<>]", line.strip())[0]
        for name in ("prod", "dev")
        for line in Path(f"requirements/{name}.in").read_text("utf-8").splitlines()
        if line[0] not in "#-"
    ]

    assert len(asked) > 40
    assert [name for name in asked if not re.search(rf"\b{name}\b", explained, re.IGNORECASE)] == []


def test_locks_carry_hashes_and_no_address_of_an_index() -> None:
    for lock in Path("requirements").glob("*.lock"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
