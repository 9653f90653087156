"""A broker and a store that somebody else runs (`AMQP_URI`, `MONGODB_URI`): same questions as to our own, no power over their life."""

import urllib.error
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import kombu
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.definitions import ADMINISTRATOR, User, users_for
from deploy.keys import Keys
from deploy.management import ManagementApi
from deploy.process import CannotStart
from deploy.store import add_user


def with_user(uri: str, user: str, password: str) -> str:
    """The same address for somebody else."""
    parts = urlsplit(uri)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"))


def without_secrets(uri: str) -> str:
    parts = urlsplit(uri)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


def own_addresses(users: Iterable[str], kind: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What the operator named for single users: SCN_MEMBERSHIP_AMQP_URI, SCN_GATEWAY_AMQP_URI, SCN_MEMBERSHIP_MONGODB_URI …"""
    names = {user: f"SCN_{user.upper()}_{kind}" for user in users}
    return {user: environment[name] for user, name in names.items() if environment.get(name)}


class ExternalBroker:
    name = "broker"
    alive = True

    def __init__(self, uri: str, data_dir: Path, services: Sequence[str], environment: Mapping[str, str]) -> None:
        self._uri = uri
        self._vhost = unquote(urlsplit(uri).path[1:]) or "/"
        keys = Keys(data_dir)
        self.users = {user.name: user for user in users_for(services, lambda user: keys.get(f"broker.{user}"))}
        self._named = {
            user: environment[f"SCN_{user.upper()}_AMQP_URI"] for user in self.users if f"SCN_{user.upper()}_AMQP_URI" in environment
        }
        management = environment.get("AMQP_MANAGEMENT_URI")
        self.api = ManagementApi(management) if management else None
        self._must_answer()
        self._make_users()

    @property
    def address(self) -> str:
        return without_secrets(self._uri)

    @property
    def shared_user(self) -> str | None:
        """The one name everybody logs in with, when this broker gave us no way to make users of our own."""
        return None if self.api or self._named else unquote(urlsplit(self._uri).username or "guest")

    def gateway_user(self) -> str:
        return unquote(urlsplit(self.uri("gateway")).username or "guest")

    def uri(self, user: str = ADMINISTRATOR, vhost: str | None = None) -> str:
        address = self._address_of(user)
        return address if vhost is None else urlunsplit(urlsplit(address)._replace(path="/" + quote(vhost, safe="")))

    def add_vhost(self, vhost: str) -> None:
        self._require_api().add(list(self.users.values()), vhost)

    def remove_vhost(self, vhost: str) -> None:
        self._require_api().remove_vhost(vhost)

    def add_user(self, user: User, vhost: str | None = None) -> None:
        self.users[user.name] = user
        self._require_api().add([user], vhost or self._vhost)

    def _require_api(self) -> ManagementApi:
        if self.api is None:
            raise CannotStart(
                "broker", "its management API is needed for this", "name it: AMQP_MANAGEMENT_URI=http://user:password@host:15672"
            )
        return self.api

    def _address_of(self, user: str) -> str:
        if user in self._named:
            return self._named[user]
        if user == ADMINISTRATOR or self.api is None:
            return self._uri
        return with_user(self._uri, user, self.users[user].password)

    def _must_answer(self) -> None:
        try:
            with kombu.Connection(self._uri, connect_timeout=5) as connection:
                connection.connect()
        except Exception as error:
            raise CannotStart("broker", f"{self.address} does not let us in: {error}", "check AMQP_URI; does it run?") from error

    def _make_users(self) -> None:
        if self.api is None:
            return
        try:
            self.api.add([user for user in self.users.values() if user.name != ADMINISTRATOR and user.name not in self._named], self._vhost)
        except (OSError, urllib.error.HTTPError) as error:
            raise CannotStart("broker", f"its management API refused to make users: {error}", "check AMQP_MANAGEMENT_URI") from error


class ExternalStore:
    name = "store"
    alive = True

    def __init__(self, uri: str, data_dir: Path, services: Sequence[str], environment: Mapping[str, str]) -> None:
        self._uri = uri
        self._keys = Keys(data_dir)
        self._named = own_addresses(services, "MONGODB_URI", environment)
        self.has_users = bool(urlsplit(uri).username)
        self._must_answer()
        for service in services:
            if self.has_users and service not in self._named:
                self.add_user(service, [service])

    @property
    def address(self) -> str:
        return without_secrets(self._uri)

    def _must_answer(self) -> None:
        """The platform needs transactions and change streams, which only a replica set has."""
        try:
            with MongoClient[Any](self._uri, serverSelectionTimeoutMS=5000, timeoutMS=5000) as client:
                hello = client.admin.command("hello")
        except PyMongoError as error:
            raise CannotStart("store", f"{self.address} does not answer: {error}", "check MONGODB_URI; does it run?") from error
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise CannotStart("store", f"{self.address} is no replica set", "start it with --replSet and run rs.initiate() once")

    def add_user(self, name: str, databases: Sequence[str]) -> None:
        if not self.has_users:
            return
        try:
            add_user(self._uri, name, self._password(name), databases)
        except Exception as error:
            advice = "check MONGODB_URI: its user must be allowed to make users, or name one URI per service (SCN_MEMBERSHIP_MONGODB_URI …)"
            raise CannotStart("store", f"it made no user {name}: {error}", advice) from error

    def uri(self, user: str = ADMINISTRATOR) -> str:
        if user in self._named:
            return self._named[user]
        if user == ADMINISTRATOR or not self.has_users:
            return self._uri
        parts = urlsplit(with_user(self._uri, user, self._password(user)))
        query = dict(parse_qsl(parts.query)) | {"authSource": "admin"}
        return urlunsplit(parts._replace(query=urlencode(query)))

    def _password(self, user: str) -> str:
        return self._keys.get(f"store.{user}")
