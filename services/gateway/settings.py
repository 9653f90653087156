"""What the environment says to the gateway, on top of what it says to every process."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from environs import Env, EnvError, validate

from chassis import settings as common
from chassis.settings import Misconfigured
from services.gateway.addresses import Network, networks


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`rates` are limits by name in the form `1200/minute`; `0` is off. Seconds where a time is meant."""

    amqp_uri: str
    public_url: str
    secret_key: str
    log_format: str = "json"
    log_level: str = "INFO"
    heartbeat: float = 10.0
    drain_seconds: float = 20.0
    proxies: tuple[Network, ...] = ()
    rates: dict[str, str] = field(default_factory=dict)
    streams_per_person: int = 5
    health_port: int = 0
    web_workers: int = 1

    @property
    def user(self) -> str:
        """The broker user, which names what belongs to us."""
        return unquote(urlsplit(self.amqp_uri).username or "guest")


def from_environment() -> Settings:
    """Raises `Misconfigured` with a sentence about what is wrong."""
    shared = common.read("gateway")
    env = Env(prefix="SCN_")
    try:
        return Settings(
            amqp_uri=shared.amqp_uri,
            public_url=shared.public_url,
            secret_key=shared.need_secret(),
            log_format=shared.log_format,
            log_level=shared.log_level,
            heartbeat=shared.heartbeat,
            drain_seconds=shared.drain_seconds,
            proxies=networks(env.list("PROXIES", [])),
            rates={"default": env.str("RATE_LIMIT", "1200/minute"), "sign-in": env.str("SIGN_IN_LIMIT", "30/minute")},
            streams_per_person=env.int("STREAMS_PER_PERSON", 5, validate=validate.Range(1, 1000)),
            health_port=shared.health_port,
            web_workers=env.int("WEB_WORKERS", 1, validate=validate.Range(1, 64)),
        )
    except (EnvError, ValueError) as wrong:
        raise Misconfigured(str(wrong)) from None
