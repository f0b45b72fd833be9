"""Every shape the database has had, oldest first. A released shape is never edited, only followed."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("kiosk")


@migrations()
def m001_talks_and_counts(db: Database) -> None:
    """Accounts and sessions of the staff, talks as rows of codes, counts as batches of cells.

    Tables of talks are WITHOUT ROWID under random keys: neither time nor order of the day's people can be read.
    """
    for statement in FIRST_SHAPE.split(";"):
        if statement.strip():
            db.execute(statement)


FIRST_SHAPE = """
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('case_manager', 'overhead')),
    password TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    tongue TEXT NOT NULL,
    last_conversation TEXT NOT NULL DEFAULT '',
    began INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE screening_hour (
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    PRIMARY KEY (desk, profile, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
    key TEXT PRIMARY KEY CHECK (length(key) = 22),
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    language TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL CHECK (stage IN ('language', 'promise', 'talk', 'finished'))
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_by_day ON conversation (desk, day);

CREATE TABLE person (
    conversation TEXT NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 99),
    outcome TEXT,
    service TEXT NOT NULL DEFAULT '',
    suggested_door TEXT NOT NULL DEFAULT '',
    suggested_service TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    rules TEXT NOT NULL DEFAULT '',
    pack TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conversation, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    fact TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (conversation, place, fact),
    FOREIGN KEY (conversation, place) REFERENCES person (conversation, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE need (
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    need TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 9),
    PRIMARY KEY (conversation, place, need),
    FOREIGN KEY (conversation, place) REFERENCES person (conversation, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    first_day TEXT NOT NULL CHECK (first_day GLOB '????-??-??'),
    last_day TEXT NOT NULL CHECK (last_day GLOB '????-??-??'),
    source TEXT NOT NULL,
    paper TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL CHECK (revision > 0),
    CHECK (first_day <= last_day),
    UNIQUE (desk, profile, first_day, last_day, source, paper, revision)
) STRICT;

CREATE TABLE cell (
    batch INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
    tally_table TEXT NOT NULL,
    tally_row TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (batch, tally_table, tally_row)
) STRICT, WITHOUT ROWID;

CREATE VIEW current_batch AS
SELECT * FROM batch AS own
WHERE revision = (
    SELECT max(revision) FROM batch AS other
    WHERE other.desk = own.desk AND other.profile = own.profile AND other.first_day = own.first_day
      AND other.last_day = own.last_day AND other.source = own.source AND other.paper = own.paper
)
"""
