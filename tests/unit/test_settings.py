"""Settings are typed, checked at once, and wrong ones are said in a sentence that gives nothing away."""

import pytest

from chassis.settings import Misconfigured, read


@pytest.fixture(autouse=True)
def only_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("SCN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SCN_AMQP_URI", "amqp://me:secret@127.0.0.1:5672/")


def test_what_is_not_said_has_a_sensible_value() -> None:
    settings = read("membership")
    assert settings.mongodb_database == "membership"
    assert settings.retry_tiers == (5.0, 30.0, 300.0, 3600.0)
    assert (settings.workers, settings.max_attempts, settings.gateway_user) == (10, 8, "gateway")


def test_what_is_said_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCN_RETRY_TIERS", "0.5, 2")
    monkeypatch.setenv("SCN_PUBLIC_URL", "https://network.example/")
    monkeypatch.setenv("SCN_LOG_LEVEL", "debug")
    settings = read("membership")
    assert settings.retry_tiers == (0.5, 2.0)
    assert settings.public_url == "https://network.example"
    assert settings.log_level == "DEBUG"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCN_WORKERS", "many"),
        ("SCN_WORKERS", "0"),
        ("SCN_HEALTH_PORT", "70000"),
        ("SCN_RETRY_TIERS", "5,soon"),
        ("SCN_RETRY_TIERS", "-1"),
        ("SCN_LOG_FORMAT", "xml"),
        ("SCN_LOG_LEVEL", "LOUD"),
        ("SCN_SECRET_KEY", "short"),
        ("SCN_DRAIN_SECONDS", "0"),
        ("SCN_AMQP_URI", "http://me:secret@127.0.0.1/"),
        ("SCN_AMQP_URI", ""),
        ("SCN_MONGODB_URI", "postgres://me:secret@127.0.0.1/"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=name) as wrong:
        read("membership")
    assert "secret@" not in str(wrong.value)


def test_a_part_that_needs_the_store_says_so() -> None:
    with pytest.raises(Misconfigured, match="SCN_MONGODB_URI is not set"):
        read("membership").need_store()
    with pytest.raises(Misconfigured, match="SCN_SECRET_KEY is not set"):
        read("membership").need_secret()
