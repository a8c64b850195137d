"""The hub of jupyterhub_config.py, started and ended; all that it writes goes into one folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

CONFIG = Path(__file__).with_name("jupyterhub_config.py")
MISSING = "configurable-http-proxy is not installed; README.md of this folder says how"


@contextmanager
def local_hub(state):
    """A running hub on loopback: its address, and the process. Whatever it started ends with it."""
    proxy = os.environ.get("HUB_PROXY") or shutil.which("configurable-http-proxy")
    if proxy is None:
        raise SystemExit(MISSING)
    port = _three_free_ports()
    environment = os.environ | {"HUB_STATE": str(state), "HUB_PORT": str(port), "HUB_PROXY": str(proxy)}
    command = [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG)]
    state.mkdir(parents=True, exist_ok=True)
    with (state / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=state)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}", process, state / "log")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()  # JupyterHub then ends its proxy, its services and its learners' servers
        process.wait(60)


def _three_free_ports():
    """The first of three neighbouring ports that are free: for the proxy, the hub, and the proxy's own interface."""
    for port in range(8000, 9000, 10):
        with socket.socket() as a, socket.socket() as b, socket.socket() as c:
            try:
                for offset, probe in enumerate((a, b, c)):
                    probe.bind(("127.0.0.1", port + offset))
            except OSError:
                continue
            return port
    raise RuntimeError("no three neighbouring ports are free between 8000 and 9000")


def _wait_until_up(address, process, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/hub/health", timeout=5)
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.25)
    raise RuntimeError(f"the hub did not start:\n{log.read_text()}")
