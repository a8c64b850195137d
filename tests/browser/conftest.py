"""A real JupyterLab and Notebook 7 on a copy of the notebooks, and an installed Chromium to open them with.

Without a Chromium these tests are skipped with that reason; in CI they fail, where a missing tool would hide a fault.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
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
    # JupyterLab draws only the cells in view; a test looks at all of them.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a Jupyter server whose root holds both editions."""
    home = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(NOTEBOOKS, home / "notebooks", ignore=shutil.ignore_patterns("source", "*.py", ".*"))
    (home / "jupyter_server_config.py").write_text(CONFIG)
    for name, values in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {"CONFIG": "", "DATA": "data", "RUNTIME": "runtime"}
    environment = os.environ | {f"JUPYTER_{name}_DIR": str(home / folder) for name, folder in folders.items()}
    environment |= {"IPYTHONDIR": str(home / "ipython"), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", f"--ServerApp.root_dir={home / 'notebooks'}"]
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


def _wait_until_up(address, process, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5)
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.25)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium, headless."""
    if CHROMIUM is None:
        message = "no Chromium is installed (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[f"--disable-{noise}" for noise in QUIET], chromium_sandbox=False
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, server, request):
    """A fresh page; our console errors are kept in `page.errors`; a failing test leaves a picture in screenshots/."""
    page = _new_page(browser, server)
    with _watched(page, request):
        yield page
    page.close()
    _delete_kernels(server)


@pytest.fixture(scope="module")
def _open_lab(browser, server):
    page = _new_page(browser, server)
    page.goto("/lab?reset")
    page.wait_for_function("() => window.jupyterapp?.restored?.then(() => true)")
    yield page
    page.close()


@pytest.fixture
def lab(_open_lab, server, request):
    """A JupyterLab that several tests share, since loading it takes longer than a lesson; watched as `page` is."""
    page = _open_lab
    page.errors.clear()
    with _watched(page, request):
        yield page
    page.evaluate("() => Array.from(window.jupyterapp.shell.widgets('main')).forEach(tab => tab.dispose())")
    _delete_kernels(server)


def _new_page(browser, server):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=server)
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("console", lambda message: page.errors.append(message.text) if _is_ours(message) else None)
    return page


@contextmanager
def _watched(page, request):
    failures = request.session.testsfailed
    yield
    if request.session.testsfailed > failures:
        folder = Path(__file__).parents[2] / "screenshots"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name.replace('/', '-')}.png")


def _is_ours(message):
    """Whether a console message is an error, and not about a file of Jupyter's own (Notebook 7 misses some fonts)."""
    return message.type == "error" and "/static/" not in message.location["url"]


def _delete_kernels(server):
    """Or the next page that opens the same notebook attaches to the old kernel."""
    for kernel in json.load(urllib.request.urlopen(f"{server}/api/kernels")):
        request = urllib.request.Request(f"{server}/api/kernels/{kernel['id']}", method="DELETE")
        urllib.request.urlopen(request)
