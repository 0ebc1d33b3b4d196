"""Addresses from the environment and of the managed server, and their form for Django."""

import psycopg
import pytest

from sizao.core import database

APP = "postgresql://app:p%40ss@db.example:6432/sizao?sslmode=require&connect_timeout=5"
OWNER = "postgresql://owner:w@db.example/sizao"


def test_environment_wins_and_starts_nothing(monkeypatch, home):
    monkeypatch.setenv("DATABASE_URL", APP)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)

    found = database.urls(home)

    assert (found.app, found.owner) == (APP, OWNER)
    assert not home.exists()


def test_owner_falls_back_to_the_only_address(monkeypatch, home):
    monkeypatch.setenv("DATABASE_URL", APP)

    assert database.urls(home).owner == APP


def test_owner_alone_is_refused(monkeypatch, home):
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)

    with pytest.raises(database.AddressInvalid, match="DATABASE_URL"):
        database.urls(home)


def test_managed_addresses_log_in_by_socket_as_two_roles(server):
    found = database.urls(server.home)

    for url, role in ((found.app, "sizao_app"), (found.owner, "sizao_owner")):
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == (role, "sizao")


def test_managed_address_fits_django(server):
    entry = database.django_settings(database.urls(server.home).app)

    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["NAME"], entry["USER"], entry["PORT"]) == ("sizao", "sizao_app", "5432")
    assert (entry["HOST"], entry["OPTIONS"]) == (str(server.socket_dir), {})
    assert entry["PASSWORD"]


def test_outside_address_keeps_its_options():
    assert database.django_settings(APP) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "sizao",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "5"},
    }


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x",
        "mysql://u:hidden@h/x",
        "postgresql://u:hidden@h",
        "postgresql://u:hidden@h:port/x?nonsense=1",
    ],
)
def test_unusable_address_is_refused_without_its_password(url):
    with pytest.raises(database.AddressInvalid) as refused:
        database.django_settings(url)

    assert "hidden" not in str(refused.value)


def test_addresses_do_not_print_their_passwords():
    assert "ss@" not in repr(database.Urls(APP, OWNER, OWNER))
