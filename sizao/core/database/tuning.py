"""The server's settings, each with its reason."""

import os
from pathlib import Path

MIB = 1024 * 1024
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")

FIXED = (
    ("listen_addresses", "''", "Only the socket: nothing on a network can reach this server."),
    ("port", "5432", "Names the socket file; no port is opened."),
    ("unix_socket_permissions", "0700", "The second lock behind the 0700 folder."),
    ("password_encryption", "'scram-sha-256'", "The only method pg_hba.conf accepts."),
    ("max_connections", "100", "Web threads share small pools; jobs, tests and a shell fit beside them."),
    (
        "idle_in_transaction_session_timeout",
        "'10min'",
        "A forgotten transaction stops vacuum and the sealing of the audit trail.",
    ),
    ("fsync", "on", "A signed report must survive a power cut."),
    ("full_page_writes", "on", "Same reason: half-written pages after a power cut."),
    ("synchronous_commit", "on", "The reply to a teacher is a promise that the check is on disk."),
    ("wal_compression", "on", "Full pages after a checkpoint are most of the log in the morning peak."),
    ("checkpoint_timeout", "'15min'", "Fewer checkpoints, so fewer full pages, within one morning."),
    ("max_wal_size", "'2GB'", "A roster of a million pupils is loaded without forced checkpoints."),
    ("min_wal_size", "'256MB'", "Log files are reused instead of made anew each morning."),
    ("random_page_cost", "1.1", "Solid-state disks: an index is nearly as cheap as a scan."),
    ("jit", "off", "Compiling costs more than our short statements; the wheel has no compiler anyway."),
    ("track_io_timing", "on", "EXPLAIN then says whether the disk is slow; the clock is cheap."),
    ("timezone", "'Asia/Shanghai'", "School dates; also what `sizao db shell` shows."),
    ("log_timezone", "'Asia/Shanghai'", "Log lines in the time people speak of."),
    ("lc_messages", "'C'", "Messages in one language, whatever the machine speaks."),
    ("logging_collector", "on", "The server rotates its own log."),
    ("log_filename", "'postgresql-%a.log'", "One file a weekday,"),
    ("log_rotation_age", "'1d'", "begun each day,"),
    ("log_rotation_size", "0", "never by size, which would not truncate,"),
    ("log_truncate_on_rotation", "on", "so the log never holds more than seven days."),
    ("log_file_mode", "0600", "For the server's account alone."),
    ("log_line_prefix", "'%m [%p] %q%u@%d %e '", "When, which process, who, and the error's code."),
    ("log_statement", "'none'", "Statements carry names and symptoms of children: never into a log,"),
    ("log_min_duration_statement", "-1", "not when they are slow,"),
    ("log_min_error_statement", "panic", "not when they fail,"),
    ("log_error_verbosity", "terse", "and not the DETAIL line that quotes the failing row."),
)


def settings(*, memory_bytes: int, socket_dir: Path, log_dir: Path) -> str:
    """Write our include file for a server on a machine with this much memory."""
    placed = (
        ("unix_socket_directories", _quote(f'"{socket_dir}"'), "Short path, 0700, of the server's account."),
        ("log_directory", _quote(str(log_dir)), "Beside the cluster, so a copy of it holds no log."),
    )
    sized = (
        (
            "shared_buffers",
            _megabytes(memory_bytes, share=16, least=128, most=512),
            "Today's checks fit; the system's cache holds the rest, the application needs the memory.",
        ),
        (
            "effective_cache_size",
            _megabytes(memory_bytes, share=2, least=256, most=64 * 1024),
            "What the planner may expect to find cached on a shared machine.",
        ),
        (
            "work_mem",
            _megabytes(memory_bytes, share=512, least=4, most=16),
            "Sorting a county's roll-up in memory, a hundred connections at once.",
        ),
        (
            "maintenance_work_mem",
            _megabytes(memory_bytes, share=32, least=64, most=256),
            "Index builds after an import, and vacuum.",
        ),
    )
    lines = [
        "# Written anew at each start. To change a setting, use ALTER SYSTEM: it wins over this file.",
        *(f"\n# {why}\n{name} = {value}" for name, value, why in (*placed, *sized, *FIXED)),
    ]
    return "\n".join(lines) + "\n"


def memory_bytes() -> int:
    """Return the memory this process may use: the machine's, or the container's limit when it is less."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(machine, int(CGROUP_LIMIT.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return machine


def _megabytes(memory: int, *, share: int, least: int, most: int) -> str:
    return f"'{min(max(memory // MIB // share, least), most)}MB'"


def _quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
