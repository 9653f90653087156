"""The last resort for a broker: the official RabbitMQ image, with the same definitions. (Not tested on the machine this was built on.)"""

import json
import subprocess
from pathlib import Path

from deploy.broker import START_SECONDS, Broker
from deploy.definitions import User, definitions
from deploy.ports import LOOPBACK
from deploy.process import Child

IMAGE = "rabbitmq:4"


class DockerBroker(Broker):
    """The container runs attached to a `docker run` of ours, so it ends with us; its data lies in a volume named after the folder."""

    @staticmethod
    def _program_path() -> Path:
        return Path("docker")

    @property
    def _container(self) -> str:
        return self._node_name.partition("@")[0]

    def run(self) -> None:
        self._write_configuration()
        (self.data_dir / "rabbitmq.conf").write_text(
            "load_definitions = /etc/rabbitmq/definitions.json\nloopback_users = none\nlog.console.level = warning\n"
        )
        (self.data_dir / "definitions.json").chmod(0o644)
        subprocess.run(["docker", "rm", "--force", self._container], capture_output=True, check=False)
        self._child = Child(self.name, self._docker_command(), self.log)
        self._child.await_ready(self._answers, START_SECONDS * 3, "look at the log; is the image reachable?")

    def _docker_command(self) -> list[str]:
        mounts = [f"{self.data_dir / name}:/etc/rabbitmq/{name}:ro" for name in ("rabbitmq.conf", "definitions.json")]
        mounts.append(f"{self._container}:/var/lib/rabbitmq")
        return [
            *("docker", "run", "--rm", "--name", self._container, "--hostname", "broker"),
            *("--publish", f"{LOOPBACK}:{self.port}:5672"),
            *(word for mount in mounts for word in ("--volume", mount)),
            IMAGE,
        ]

    def _import(self, users: list[User], vhost: str) -> None:
        command = ["docker", "exec", "--interactive", self._container, "rabbitmqctl", "--silent", "import_definitions"]
        subprocess.run(command, input=json.dumps(definitions(users, vhost)), text=True, capture_output=True, timeout=60, check=True)

    def kill(self) -> None:
        subprocess.run(["docker", "kill", self._container], capture_output=True, check=False)
        super().kill()

    def ctl(self, *arguments: str, timeout: float = 60) -> str:
        command = ["docker", "exec", self._container, "rabbitmqctl", "--silent", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=True).stdout
