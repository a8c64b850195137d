"""A simulated learner: what a browser sends to a JupyterHub, from the login form to a slider's move."""

import asyncio
import json
import re
import time
import uuid
from contextlib import asynccontextmanager
from urllib.parse import quote, urlencode

import httpx
import websockets

from .link import COURSE


class Learner:
    """One person at a hub: logs in, has a server, opens lessons. Every method waits until what it asks for is there."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        self.server = f"/user/{name}"
        headers = {"Origin": hub, "Sec-Fetch-Site": "same-origin"}
        self._http = httpx.AsyncClient(base_url=hub, headers=headers, follow_redirects=True, timeout=120)

    async def log_in(self):
        """Fill in and send the hub's login form."""
        form = await self._http.get("/hub/login")
        xsrf = re.search(r'name="_xsrf" value="([^"]+)"', form.text).group(1)
        sent = await self._http.post("/hub/login?next=%2Fhub%2Fhome", data={"_xsrf": xsrf, "username": self.name})
        assert sent.url.path == "/hub/home", f"{self.name} was not let in: {sent.url}"

    async def start_server(self):
        """Ask for the server as "Start My Server" does, follow its progress, and wait until its JupyterLab answers."""
        await self._http.get(f"/hub/spawn/{self.name}", params={"_xsrf": self._xsrf("/hub/")})
        progress = f"/hub/api/users/{self.name}/server/progress"
        last = (await self._events(progress, {"X-XSRFToken": self._xsrf("/hub/"), "Sec-Fetch-Mode": "cors"}))[-1]
        assert last.get("ready"), f"the server of {self.name} did not start: {last}"
        page = await self._http.get(f"{self.server}/lab")
        assert page.url.path.startswith(f"{self.server}/lab"), f"{self.name} was sent to {page.url}"

    async def pull(self, repository):
        """Get or update the course, by what the nbgitpuller link runs; what it said."""
        query = {"repo": repository, "targetpath": COURSE}
        lines = await self._events(f"{self.server}/git-pull/api?{urlencode(query)}", self._headers())
        assert lines[-1]["phase"] == "finished", lines[-1]
        return [line["output"] for line in lines[:-1]]

    @asynccontextmanager
    async def open_lesson(self, name):
        """Open a notebook of the course: its cells, and a kernel that ends with the block."""
        path = f"{COURSE}/notebooks/{name}"
        page = await self._http.get(f"{self.server}/api/contents/{quote(path)}", headers=self._headers())
        cells = [cell["source"] for cell in page.json()["content"]["cells"] if cell["cell_type"] == "code"]
        wanted = {"path": path, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        answer = await self._http.post(f"{self.server}/api/sessions", json=wanted, headers=self._headers())
        session = answer.raise_for_status().json()
        address = f"{self.server}/api/kernels/{session['kernel']['id']}/channels?session_id={uuid.uuid4()}"
        async with websockets.connect(
            self.hub.replace("http", "ws", 1) + address,
            additional_headers={"Cookie": self._cookies(), "Sec-Fetch-Mode": "websocket"},
            origin=self.hub,
            max_size=None,
            open_timeout=120,
        ) as socket:
            yield Kernel(socket, cells)
        await self._http.delete(f"{self.server}/api/sessions/{session['id']}", headers=self._headers())

    async def stop_server(self):
        """Stop the server, as "Stop My Server" does, and leave."""
        headers = {"X-XSRFToken": self._xsrf("/hub/"), "Sec-Fetch-Mode": "cors", "Referer": f"{self.hub}/hub/home"}
        await self._http.delete(f"/hub/api/users/{self.name}/server", headers=headers)
        await self._http.aclose()

    async def _events(self, address, headers):
        """What a stream of events has told when it ends."""
        async with self._http.stream("GET", address, headers=headers) as answer:
            lines = [line.removeprefix("data: ") async for line in answer.aiter_lines() if line.startswith("data: ")]
        assert lines, f"no answer from {address}: {answer.status_code}"
        return [json.loads(line) for line in lines]

    def _xsrf(self, path):
        return next(cookie.value for cookie in self._http.cookies.jar if (cookie.name, cookie.path) == ("_xsrf", path))

    def _headers(self):
        return {"X-XSRFToken": self._xsrf(f"{self.server}/"), "Sec-Fetch-Mode": "cors"}

    def _cookies(self):
        mine = [cookie for cookie in self._http.cookies.jar if f"{self.server}/".startswith(cookie.path)]
        mine.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join({cookie.name: f"{cookie.name}={cookie.value}" for cookie in reversed(mine)}.values())


class Kernel:
    """A lesson's kernel behind its websocket, with the widgets that it has shown."""

    def __init__(self, socket, cells):
        self._socket, self.cells, self.widgets = socket, cells, {}

    async def run_all(self):
        """Run every cell. Raises RuntimeError for a cell that does."""
        for cell in self.cells:
            content = {"code": cell, "silent": False, "store_history": True, "stop_on_error": True}
            sent = await self._send(
                "shell", "execute_request", content | {"user_expressions": {}, "allow_stdin": False}
            )
            await self._receive_until(lambda message, sent=sent: _is_idle_after(sent, message))

    def sliders(self):
        """The identifiers of the figures' sliders, in the order of the page."""
        return [comm for comm, state in self.widgets.items() if "LabelledSlider" in state.get("_anywidget_id", "")]

    async def move(self, slider):
        """Move a slider by a step, and wait for the new picture: the seconds that it took."""
        state = self.widgets[slider]
        forth = state["value"] + state["step"] <= state["high"] and not state.get("back")
        state["back"] = not forth
        state["value"] += state["step"] if forth else -state["step"]
        data = {"method": "update", "state": {"value": state["value"]}, "buffer_paths": []}
        start = time.perf_counter()
        await self._send("shell", "comm_msg", {"comm_id": slider, "data": data})
        await self._receive_until(_is_picture)
        return time.perf_counter() - start

    async def _send(self, channel, kind, content):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "learner", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        await self._socket.send(json.dumps(message | {"channel": channel}))
        return header["msg_id"]

    async def _receive_until(self, done):
        """Read what the kernel sends until a message is the one; binary ones carry only pixels of buffers."""
        async with asyncio.timeout(300):
            while True:
                received = await self._socket.recv()
                if isinstance(received, str):
                    message = json.loads(received)
                    self._note(message)
                    if done(message):
                        return

    def _note(self, message):
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "error":
            raise RuntimeError(f"a cell failed: {content['ename']}: {content['evalue']}")
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = dict(content["data"].get("state", {}))


def _is_idle_after(sent, message):
    return (
        message["header"]["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
        and message["parent_header"].get("msg_id") == sent
    )


def _is_picture(message):
    value = message["content"].get("data", {}).get("state", {}).get("value", "")
    return message["header"]["msg_type"] == "comm_msg" and isinstance(value, str) and "<svg" in value
