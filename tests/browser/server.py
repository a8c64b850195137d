"""A real Jupyter server on loopback, and an installed Chromium: for the browser tests and for the benchmarks."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["gpu", "quic", "background-networking", "component-update", "sync"]
CONFIG = """
c = get_config()
c.ServerApp.ip = "127.0.0.1"  # loopback only, so no token is needed
c.ServerApp.open_browser = False
c.ServerApp.allow_root = True
c.ServerApp.port_retries = 0
c.IdentityProvider.token = ""
c.ServerApp.disable_check_xsrf = True
c.LabApp.expose_app_in_browser = True
c.JupyterNotebookApp.expose_app_in_browser = True
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
"""
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextmanager
def jupyter_server(root, home, **variables):
    """The address of a Jupyter server whose root is `root`; all that it writes for itself goes into `home`.

    Its environment is this one, but for these variables.
    """
    home.mkdir(parents=True, exist_ok=True)
    (home / "jupyter_server_config.py").write_text(CONFIG)
    for name, values in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {"CONFIG": "", "DATA": "data", "RUNTIME": "runtime"}
    environment = (
        os.environ | variables | {f"JUPYTER_{name}_DIR": str(home / folder) for name, folder in folders.items()}
    )
    environment |= {"IPYTHONDIR": str(home / "ipython"), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", f"--ServerApp.root_dir={root}"]
    command.append(f"--LabApp.workspaces_dir={home / 'workspaces'}")
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(address, process, home / "log")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def leave_out(plugins, home):
    """What a server that has its own things in `home` shows will do without these plugins of the front ends."""
    path = home / "labconfig" / "page_config.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"disabledExtensions": dict.fromkeys(plugins, True)}))


def _wait_until_up(address, process, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5)
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.25)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def launch_chromium(playwright):
    """An installed Chromium, headless, that finds no host but this one."""
    arguments = [*(f"--disable-{noise}" for noise in QUIET), "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, chromium_sandbox=False)
