"""What a process is told from outside, read once at start, typed and checked. A wrong setting is said in one sentence, and the process
ends with 78."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from environs import Env, EnvError, validate

EXIT_MISCONFIGURED: Final = 78
"""`EX_CONFIG` of sysexits: starting again will not help."""

SECRET_LENGTH: Final = 32
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Misconfigured(Exception):
    """The message is a sentence for the person who can mend it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Times in seconds. `amqp_uri` and `mongodb_uri` carry this process's own users."""

    service: str
    amqp_uri: str
    mongodb_uri: str | None
    mongodb_database: str
    gateway_user: str
    secret_key: str | None
    http_port: int
    public_url: str
    data_dir: Path
    workers: int
    health_port: int
    log_format: str
    log_level: str
    heartbeat: float
    store_timeout: float
    drain_seconds: float
    retry_tiers: tuple[float, ...]
    max_attempts: int
    poll_seconds: float
    job_lease: float
    web_workers: int

    def need_store(self) -> str:
        """The store's address. Raises `Misconfigured` where none was given."""
        if not self.mongodb_uri:
            raise Misconfigured(
                "SCN_MONGODB_URI is not set: it names the document store of this service, as mongodb://user:password@host:port/"
            )
        return self.mongodb_uri

    def need_secret(self) -> str:
        if not self.secret_key:
            raise Misconfigured(f"SCN_SECRET_KEY is not set: at least {SECRET_LENGTH} characters that nobody can guess")
        return self.secret_key


def read(service: str) -> Settings:
    """Every setting, from the environment. Raises `Misconfigured` naming the variable, what was found and what is wanted."""
    try:
        return _settings(service, Env(prefix="SCN_"))
    except EnvError as wrong:
        raise Misconfigured(str(wrong)) from None


def _settings(service: str, env: Env) -> Settings:
    return Settings(
        service=service,
        amqp_uri=_uri(env, "AMQP_URI", ("amqp", "amqps", "pyamqp"), "amqp://user:password@host:5672/"),
        mongodb_uri=_uri(env, "MONGODB_URI", ("mongodb", "mongodb+srv"), "mongodb://user:password@host:27017/", needed=False) or None,
        mongodb_database=env.str("MONGODB_DATABASE", service),
        gateway_user=env.str("GATEWAY_USER", "gateway"),
        secret_key=env.str("SECRET_KEY", None, validate=validate.Length(min=SECRET_LENGTH)),
        http_port=env.int("HTTP_PORT", 8000, validate=validate.Range(0, 65535)),
        public_url=_uri(env, "PUBLIC_URL", ("http", "https"), "https://network.example", "http://localhost:8000").rstrip("/"),
        data_dir=Path(env.str("DATA_DIR", ".data")),
        workers=env.int("WORKERS", 10, validate=validate.Range(1, 1000)),
        health_port=env.int("HEALTH_PORT", 0, validate=validate.Range(0, 65535)),
        log_format=env.str("LOG_FORMAT", "json", validate=validate.OneOf(["json", "console"])),
        log_level=_level(env),
        heartbeat=env.float("HEARTBEAT", 10.0, validate=validate.Range(0, 600)),
        store_timeout=_seconds(env, "STORE_TIMEOUT", 5.0),
        drain_seconds=_seconds(env, "DRAIN_SECONDS", 20.0),
        retry_tiers=retry_tiers(env),
        max_attempts=env.int("MAX_ATTEMPTS", 8, validate=validate.Range(1, 100)),
        poll_seconds=_seconds(env, "POLL_SECONDS", 1.0),
        job_lease=env.float("JOB_LEASE", 30.0, validate=validate.Range(1, 3600)),
        web_workers=env.int("WEB_WORKERS", 1, validate=validate.Range(1, 64)),
    )


def _level(env: Env) -> str:
    level = env.str("LOG_LEVEL", "INFO").upper()
    if level not in LOG_LEVELS:
        raise Misconfigured(f"SCN_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
    return level


def _seconds(env: Env, name: str, default: float) -> float:
    return env.float(name, default, validate=validate.Range(min=0.001, max=86400))


def retry_tiers(env: Env | None = None) -> tuple[float, ...]:
    """Seconds after which a failed event is tried again, first to last. Raises `Misconfigured`."""
    env = env or Env(prefix="SCN_")
    tiers = tuple(env.list("RETRY_TIERS", [5.0, 30.0, 300.0, 3600.0], subcast=float))
    if not tiers or any(not 0.001 <= tier <= 86400 * 7 for tier in tiers):
        raise Misconfigured("SCN_RETRY_TIERS must be seconds separated by commas, such as 5,30,300,3600")
    return tiers


def _uri(env: Env, name: str, schemes: tuple[str, ...], example: str, default: str | None = None, *, needed: bool = True) -> str:
    value: Any = env.str(name, default)
    if not value:
        if needed:
            raise Misconfigured(f"SCN_{name} is not set; it looks like {example}")
        return ""
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise Misconfigured(f"SCN_{name} is not an address I can use; it looks like {example}")  # the value may hold a password
    return str(value)
