"""What every learner's server sets, wherever it runs; Jupyter reads this file as the learner when the server starts.

The three ways of README.md use this one file: on loopback, on The Littlest JupyterHub, on Kubernetes.
"""

import os
from pathlib import Path

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

c = get_config()  # noqa: F821 (Jupyter provides it)
COURSE = "nn2-course"  # the folder that the link makes in the learner's home: `targetpath` in link.py

# The notebooks import the nblib that lies beside them, so both come with the same update.
os.environ["PYTHONPATH"] = str(Path.home() / COURSE)
# A kernel would start a thread for each core of a machine that many learners share.
os.environ["OMP_NUM_THREADS"] = "1"

c.ServerApp.root_dir = str(Path.home())
# A lesson's kernel ends an hour after its last use, once no page shows it; what is in the notebook stays.
c.MappingKernelManager.cull_idle_timeout = 3600
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = False


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that sends each message at once.

    Jupyter Server lets TCP hold a small message back until the one before is acknowledged (Nagle's algorithm).
    A picture follows the kernel's "busy" closely, so it waited for the network's way there and back, or for 40 ms.
    """

    def connect(self):
        """Open the websocket as before, without that delay."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c.ServerApp.kernel_websocket_connection_class = PromptConnection
