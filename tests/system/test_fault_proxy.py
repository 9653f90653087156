"""The road that can be made bad must be good until it is made bad, and bad in the way it says."""

import socket
import threading
import time

import pytest

from tests.eventually import eventually
from tests.faults import FaultProxy


@pytest.fixture
def echo():
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client):
        try:
            while piece := client.recv(1000):
                client.sendall(piece)
        except OSError:
            pass
        client.close()

    def accept():
        try:
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        except OSError:
            return

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@pytest.fixture
def road(echo):
    with FaultProxy(echo) as proxy:
        yield proxy


@pytest.fixture
def client(road):
    with connect(road) as connected:
        yield connected


def connect(road: FaultProxy) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", road.port), timeout=5)
    client.sendall(b"first")
    assert client.recv(100) == b"first"
    return client


def test_a_silenced_connection_stands_and_is_heard_again(road, client):
    road.silence()
    client.sendall(b"later")
    client.settimeout(0.3)
    with pytest.raises(TimeoutError):
        client.recv(100)
    connect(road).close()
    road.heal()
    client.settimeout(5)
    assert client.recv(100) == b"later"


def test_a_reset_reaches_somebody_who_waits(road, client):
    threading.Timer(0.1, road.reset).start()
    with pytest.raises(ConnectionResetError):
        client.recv(100)
    connect(road).close()


def test_a_refusing_road_lets_nobody_in_until_it_is_healed(road):
    connect(road).close()
    road.refuse()
    with pytest.raises((ConnectionError, AssertionError)):
        connect(road)
    road.heal()
    connect(road).close()


def test_latency_is_felt_both_ways(road, client):
    road.latency = 0.1
    began = time.monotonic()
    client.sendall(b"slow")
    assert client.recv(100) == b"slow"
    assert time.monotonic() - began >= 0.2


def test_bandwidth_limits_what_passes(road, client):
    road.bandwidth = 2000
    began = time.monotonic()
    client.sendall(b"x" * 500)
    received = 0
    while received < 500:
        received += len(client.recv(1000))
    assert time.monotonic() - began >= 0.25


def test_a_closed_connection_is_forgotten(road):
    connect(road).close()
    eventually(lambda: road.connections == 0, "the proxy to forget a closed connection")
