"""Kernels that share no port: those that start at the same time speak through sockets of the file system.

jupyter_client picks free TCP ports in one process and opens them in another, later; in between, somebody else may have
taken one ("Address already in use"). Windows has no such sockets, so there the ports stay.
"""

import os
import uuid
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import HasTraits, default

PORTS = os.name == "nt"


def socket_prefix():
    """The beginning of the names of one kernel's sockets: no other kernel's, short enough for a socket, absolute.

    jupyter_client's own default is relative to the folder, in which the kernel and its client differ.
    """
    folder = Path(jupyter_runtime_dir())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder / f"kernel-{uuid.uuid4().hex[:16]}")


class _OwnSockets(HasTraits):
    @default("transport")
    def _transport(self):
        return "tcp" if PORTS else "ipc"

    @default("ip")
    def _ip(self):
        return socket_prefix() if self.transport == "ipc" else "127.0.0.1"


class OwnSockets(_OwnSockets, KernelManager):
    """A kernel manager whose kernel has sockets of its own."""


class AsyncOwnSockets(_OwnSockets, AsyncKernelManager):
    """The same for asyncio, as nbclient needs it."""
