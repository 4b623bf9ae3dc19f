"""What the pages of a large catalogue cost, and how that grows with the catalogue.

    make bench                                   10,000 and 100,000 products, on both databases
    python -m bench.growth --sizes 1000          a quick look
    CHECK_DATABASE_URL=postgres://… make bench   with a server that is not on this machine

Each size on each database is a process and a database of its own, made and thrown away. A page is
asked for at many addresses, so that no answer is the one just given. Answers are made by the whole
application, in production settings, inside the process; times are what a clock on the wall says.
"""

import argparse
import getpass
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

SIZES = [10_000, 100_000]


def main() -> None:
    """Measure each size on each database, print one table a database."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--requests", type=int, default=200, help="for each page")
    options = parser.parse_args()
    for name, database in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        measured = {}
        try:
            for size in options.sizes:
                with database(size) as url:
                    measured[size] = measure(url, size, options.requests)
        except psycopg.OperationalError as error:
            sys.exit(f"{name} does not answer, and was not measured: {error}")
        report(name, measured)


@contextmanager
def sqlite(size: int) -> Iterator[str]:
    """Give no address: the benchmark's own folder holds the file, and goes with the process."""
    yield ""


@contextmanager
def postgresql(size: int) -> Iterator[str]:
    """Give the address of an empty database, dropped afterwards."""
    server = os.environ.get("CHECK_DATABASE_URL") or f"postgres://{getpass.getuser()}@127.0.0.1"
    scheme, _slashes, rest = server.partition("://")
    host, name = rest.split("/")[0], f"comptoir_bench_{size}"
    with psycopg.connect(f"{scheme}://{host}/postgres", autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{scheme}://{host}/{name}"
        finally:
            connection.execute(drop)


def measure(url: str, size: int, requests: int) -> list[dict[str, Any]]:
    """Plant and measure in a process of its own, since a database is chosen at its start."""
    command = [sys.executable, "-m", "bench.shelf", str(size), str(requests)]
    started = time.perf_counter()
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    print(f"{size} products: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return rows


def report(name: str, measured: dict[int, list[dict[str, Any]]]) -> None:
    """Print a line for each page: median and 99th percentile for each size, and the growth."""
    sizes = list(measured)
    print(f"\n{name}, in production settings, milliseconds on the wall\n")
    heads = "".join(f"{f'{size:,} med':>14}{'p99':>8}{'CPU':>8}" for size in sizes)
    print(f"{'page':<22}{heads}{'CPU growth':>12}{'queries':>9}{'KB':>7}")
    for rows in zip(*measured.values(), strict=True):
        times = "".join(
            f"{statistics.median(row['times']):>14.1f}{percentile(row['times']):>8.1f}"
            f"{row['cpu']:>8.1f}"
            for row in rows
        )
        growth = rows[-1]["cpu"] / rows[0]["cpu"]
        queries = "/".join(dict.fromkeys(str(row["queries"]) for row in rows))
        print(f"{rows[0]['page']:<22}{times}{growth:>11.2f}×{queries:>9}{rows[-1]['kb']:>7.1f}")


def percentile(times: list[float]) -> float:
    """Return what 99 of 100 stay below."""
    return sorted(times)[int(len(times) * 0.99)]


if __name__ == "__main__":
    main()
