"""kiosk publish into an S3 store: a real client against a server of its own, read back by DuckDB over the line."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
import venv
from collections import Counter
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from deliveries import day_file

from kiosk import pack
from kiosk.clock import wall_clock
from kiosk.storage import Store

ROOT = Path(__file__).resolve().parent.parent.parent
PACK = ROOT / "deploy/mettmann"
REGION = "eu-central-1"


LOCK = ROOT / "deploy/requirements-long.txt"
PLACE = f"<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>"


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """An environment with the store's server and DuckDB's reader of stores; both ask for other versions than ours."""
    folder = tmp_path_factory.mktemp("others")
    venv.create(folder, with_pip=True)
    install = [folder / "bin/pip", "install", "--quiet", "--require-hashes", "-r", LOCK]
    subprocess.run(install, check=True, capture_output=True)
    return folder


@pytest.fixture
def store(others):
    """The environment of a store with an empty bucket `land`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [others / "bin/moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            next(line for line in server.stderr if "Running on" in line)
            address = f"http://127.0.0.1:{port}"
            urllib.request.urlopen(urllib.request.Request(f"{address}/land", method="PUT", data=PLACE.encode())).close()
            yield {
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_REGION": REGION,
                "AWS_ENDPOINT": address,
                "AWS_ALLOW_HTTP": "true",
            }
        finally:
            server.terminate()


def kiosk(*words, **environment):
    command = [sys.executable, "-m", "kiosk", *map(str, words)]
    ran = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def asked(others, store, query):
    """The answer of DuckDB, which reads over the line."""
    extension = next(others.rglob("httpfs.duckdb_extension"))
    with duckdb.connect() as engine:
        engine.execute(f"LOAD '{extension}'")
        host = store["AWS_ENDPOINT"].removeprefix("http://")
        engine.execute(
            f"CREATE SECRET (TYPE s3, KEY_ID 'key', SECRET 'secret', REGION '{REGION}', ENDPOINT '{host}',"
            " URL_STYLE 'path', USE_SSL false)"
        )
        return engine.execute(query).fetchall()


def test_the_state_reads_over_the_line_what_the_county_counts(others, store, tmp_path):
    data, inbox = tmp_path / "data", tmp_path / "inbox"
    Store.create(data / "desk.sqlite3").close()
    inbox.mkdir()
    closed = wall_clock().date().replace(day=1) - timedelta(days=1)
    for number in range(20):
        day = closed - timedelta(days=number * 20)
        (inbox / f"{day}.csv").write_bytes(day_file(pack.load(PACK), day, number))
    kiosk("collect", inbox, "--data", data)
    for _ in range(2):
        kiosk("publish", "s3://land/kim", "--data", data, **store)
    [query, *_] = re.findall(r"```sql\n(.*?)```", (ROOT / "deploy/state/README.md").read_text(), re.DOTALL)
    sums = Counter()
    for table, row, _, _, number in asked(others, store, query.replace("'counts/", "'s3://land/kim/counts/")):
        sums[table, row] += number
    assert sum(number for (table, _), number in sums.items() if table == "ergebnis") == sum(range(20))
    folder = tmp_path / "folder"
    folder.mkdir()
    kiosk("publish", folder, "--data", data)
    here = duckdb.sql(query.replace("'counts/", f"'{folder}/counts/")).fetchall()
    assert here == asked(others, store, query.replace("'counts/", "'s3://land/kim/counts/"))
