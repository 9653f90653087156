"""gunicorn for the gateway: asyncio workers, addresses of clients believed only from configured proxies.

Read by `python -m services gateway`. Everything that differs between machines comes from the environment.
"""

import os

bind = f"{os.environ.get('SCN_HTTP_HOST', '127.0.0.1')}:{os.environ.get('SCN_HTTP_PORT', '8000')}"
worker_class = "services.gateway.worker.GatewayWorker"
asgi_loop = "uvloop"
asgi_lifespan = "on"
workers = int(os.environ.get("SCN_WEB_WORKERS", "1"))
worker_connections = 1000
# The RPC client owns threads and sockets, which do not survive a fork: each worker makes its own after it.
preload_app = False

backlog = 512
keepalive = 75
timeout = 60
graceful_timeout = int(os.environ.get("SCN_DRAIN_SECONDS", "20"))
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 16380

# Empty by default: a header a stranger can write is no proof of where a request came from.
forwarded_allow_ips = os.environ.get("SCN_PROXIES", "")
forwarder_headers = "SCRIPT_NAME,PATH_INFO"
proxy_protocol = False

# The heartbeat file of a worker must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes a file of its own in it
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "scn-gateway"
