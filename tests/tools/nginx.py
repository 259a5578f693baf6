"""Finds an nginx for the tests, or fetches Debian's: `python -m tests.tools.nginx`. And starts one for them."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .debian import unpack

# where Debian's packages are unpacked
OWN = Path(sys.prefix) / "nginx"
PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
WHY = "no nginx: run `python -m tests.tools.nginx`, or install the package nginx"
WHY_BROTLI = "nginx without its brotli module: run `python -m tests.tools.nginx`, or install libnginx-mod-http-brotli-static"


def find() -> str | None:
    """The path of an nginx: NGINX_PATH of the environment, the system's, or the one fetched; None where there is none."""
    for name in (os.environ.get("NGINX_PATH") or "nginx", "/usr/sbin/nginx", str(OWN / "usr/sbin/nginx")):
        if path := shutil.which(name):
            return path
    return None


def brotli(nginx: str | None) -> str | None:
    """What the configuration must say first for brotli: nothing where it is built in; None where the module is missing."""
    if nginx is None:
        return None
    said = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=False).stderr
    if "brotli" in said:
        return ""
    given = re.search(r"--modules-path=(\S+)", said)
    folder = given[1] if given else "/usr/lib/nginx/modules"
    root = str(OWN) if nginx.startswith(str(OWN)) else ""
    module = Path(root + folder, "ngx_http_brotli_static_module.so")
    return f"load_module {module};" if module.exists() else None


# %s: modules, who runs the workers, server blocks
MAIN = """%s
daemon off;
%s
worker_processes 2;
error_log error.log warn;
pid nginx.pid;
events { worker_connections 2048; }
http {
    access_log off;
    client_body_temp_path temporary/body;
    proxy_temp_path temporary/proxy;
    fastcgi_temp_path temporary/fastcgi;
    uwsgi_temp_path temporary/uwsgi;
    scgi_temp_path temporary/scgi;
%s
}
"""


def listener() -> socket.socket:
    """A socket that listens on a free port of this machine alone."""
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    one.listen(1024)
    return one


@contextmanager
def running(folder: Path, servers: str, sockets: list[socket.socket], modules: str = "") -> Iterator[Path]:
    """Start nginx with these server blocks, working in `folder`; gives back the path of its log of errors.

    It inherits sockets that listen already, as at an upgrade of itself: no port is guessed, and nobody waits for it to be ready.
    """
    nginx = find()
    assert nginx, WHY
    (folder / "temporary").mkdir(parents=True)
    # root's workers would be `nobody`, who may not read a test's folder
    user = f"user {pwd.getpwuid(os.geteuid()).pw_name};" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN % (modules, user, servers), encoding="utf-8")
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    inherited = {**os.environ, "NGINX": "".join(f"{one.fileno()};" for one in sockets)}
    files = [one.fileno() for one in sockets]
    checked = subprocess.run([*command, "-t"], env=inherited, pass_fds=files, capture_output=True, text=True, check=False, timeout=30)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(command, env=inherited, pass_fds=files, stdin=subprocess.DEVNULL)
    try:
        for one in sockets:
            one.close()
        yield folder / "error.log"
        assert process.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> int:
    """Print where an nginx is, fetching Debian's packages at need. Without one, the tests that need it say so; that is no failure."""
    if not find():
        unpack(OWN, *PACKAGES)
    path = find()
    print(f"nginx for the tests: {path}" if path else WHY)
    if path and brotli(path) is None:
        print(WHY_BROTLI)
    return 0


if __name__ == "__main__":
    sys.exit(main())
