"""Every shape the database has had, oldest first. A released shape is never edited, only followed."""

import re

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("kiosk")


@migrations()
def m001_talks_and_counts(db: Database) -> None:
    """Make accounts and sessions of the staff, talks as rows of codes, counts as batches of cells.

    Tables of talks are WITHOUT ROWID under random keys: neither time nor order of the day's people can be read.
    """
    _run(db, FIRST_SHAPE)


@migrations()
def m002_numbers(db: Database) -> None:
    """Add what the overhead works with: sums by month and year, deliveries, releases, old lists, opening days, tokens.

    The sums are made anew from the batches that are there; each old list among them gets an entry to be undone by.
    """
    _run(db, NUMBERS)


@migrations()
def m003_codes(db: Database) -> None:
    """Keep the packs that the store was opened with: a code is still known by its words when it left the pack."""
    _run(db, CODES)


@migrations()
def m004_clerk(db: Database) -> None:
    """Add who counted with which pack, which counts stand for forgotten talks, what waits for which target, what fails.

    The store gets a random name. A count without talks is taken for one whose talks are forgotten.
    """
    _run(db, CLERK)


@migrations()
def m005_talks(db: Database) -> None:
    """Add how often a talk was opened again, so that a take-back sent once more later changes nothing."""
    db.execute("ALTER TABLE conversation ADD COLUMN turn INTEGER NOT NULL DEFAULT 0")


@migrations()
def m006_mistakes(db: Database) -> None:
    """Add which talks were begun by mistake: nothing sees them, until their day is closed they can be taken back."""
    db.execute("ALTER TABLE conversation ADD COLUMN mistake INTEGER NOT NULL DEFAULT 0 CHECK (mistake IN (0, 1))")


@migrations()
def m007_mistaken_persons(db: Database) -> None:
    """Add which persons of a family were a mistake, under the same rule as whole talks."""
    db.execute("ALTER TABLE person ADD COLUMN mistake INTEGER NOT NULL DEFAULT 0 CHECK (mistake IN (0, 1))")


@migrations()
def m009_several(db: Database) -> None:
    """Let a question have several answers of one person; add which slips were taken of services named beside."""
    _run(db, SEVERAL)


@migrations()
def m010_lists(db: Database) -> None:
    """Add how lists of a shape were read, and which list taught what: memory is shown and can be forgotten."""
    _run(db, LISTS)


@migrations()
def m011_months(db: Database) -> None:
    """Let days tell how many and months tell who: what day counts said of persons is summed by month and leaves them.

    The month that still runs goes where nobody reads it; of a desk whose days came in it waits among the months, which
    are read when they are over. Months that are summed here from delivered days have no writer: what the desk itself
    says of the month takes their place, and a later revision of such a day changes how many came and not who.
    Months of which a day still waits to be sent wait too; the daily files are written anew. Of a day that was opened
    again nothing is taken over: it is counted when it is closed.
    """
    _run(db, MONTHS)


@migrations()
def m012_lineage(db: Database) -> None:
    """Add what each count builds on, and keep every count that came in: several of one day may have one revision.

    Which of them waits for a person, what was decided, and what of the files set aside is done, is kept as well.
    """
    _without_unique_revision(db)
    _run(db, LINEAGE)


def _without_unique_revision(db: Database) -> None:
    """Make the table of counts anew, whatever columns it has, without the rule that a revision is there once."""
    indexes = db.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'batch' AND type = 'index'").fetchall()
    shape = re.sub(r",\s*UNIQUE \([^)]*revision\)", "", db.table("batch").schema)
    _make_anew(db, "batch", shape)
    for (index,) in indexes:
        if index:
            db.execute(index)


@migrations()
def m013_tokens(db: Database) -> None:
    """Add until when a token reads, and on which day it was last used; those that are there have no end."""
    db.execute("ALTER TABLE access_token ADD COLUMN ends TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE access_token ADD COLUMN used TEXT NOT NULL DEFAULT ''")


@migrations()
def m014_case_counts(db: Database) -> None:
    """Add what posts of Case Management tell of their cases each month, and accounts that belong to a post."""
    _run(db, CASE_COUNTS)


@migrations()
def m015_before_yes(db: Database) -> None:
    """Add counts of what ended before the yes. Talks that wait for it go; one that was counted goes on as a talk."""
    _run(db, BEFORE_YES)


@migrations()
def m016_every_word_of_cases(db: Database) -> None:
    """Keep each word of a post about a month beside its later ones: what a fixed day showed can be shown again."""
    _run(db, EVERY_WORD_OF_CASES)


@migrations()
def m019_day_at_a_glance(db: Database) -> None:
    """Let a desk's day be counted, and its open talks be found, without looking at each talk of the day."""
    _run(db, DAY_AT_A_GLANCE)


@migrations()
def m020_told_openings(db: Database) -> None:
    """Add what desks tell of their opening days: the week of each, and the days that differ from it."""
    _run(db, TOLD_OPENINGS)


@migrations()
def m021_begun_by(db: Database) -> None:
    """Add who holds a talk while it is open, so that nobody else reads on the desk what was answered in it."""
    db.execute("ALTER TABLE conversation ADD COLUMN begun_by TEXT NOT NULL DEFAULT ''")


@migrations()
def m022_account_log(db: Database) -> None:
    """Add the log of what accounts did, each line with the mark that ties it to the line before."""
    _run(db, ACCOUNT_LOG)


@migrations()
def m023_turned_tablets(db: Database) -> None:
    """Add the PIN of an account, and to a session which talk its tablet is turned in, and what it came from."""
    _run(db, TURNED_TABLETS)


@migrations()
def m024_doors(db: Database) -> None:
    """Add the auditor, devices that are known, what was guessed on which, and codes that set a password once."""
    shape = db.table("account").schema.replace("'overhead', 'post')", "'overhead', 'post', 'auditor')")
    _make_anew(db, "account", shape)
    _run(db, DOORS)


@migrations()
def m025_deletions(db: Database) -> None:
    """Add the protocol of what was deleted on which day."""
    _run(db, DELETIONS)


@migrations()
def m026_printed_lists(db: Database) -> None:
    """Add which old lists are the committee's paper; until now all were taken for it."""
    db.execute("ALTER TABLE old_list ADD COLUMN printed INTEGER NOT NULL DEFAULT 1 CHECK (printed IN (0, 1))")


@migrations()
def m027_half_years(db: Database) -> None:
    """Add the sums of half-years beside those of months and years: fewer are read for a period of years."""
    shape = db.table("sum_cell").schema
    _make_anew(db, "sum_cell", shape.replace("'????-??')", "'????-??' OR span GLOB '????-H[12]')"))
    db.execute(HALF_YEARS)


@migrations()
def m028_taps(db: Database) -> None:
    """Add the taps that changed a talk: a copy of one that was done does nothing any more."""
    _run(db, TAPS)


def _make_anew(db: Database, table: str, shape: str) -> None:
    """Give a table, whatever columns it has, this shape; its rows stay."""
    db.execute(re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_anew", shape))
    db.execute(f"INSERT INTO {table}_anew SELECT * FROM {table}")
    db.execute(f"DROP TABLE {table}")
    db.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";"):
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

NUMBERS = """
CREATE TABLE account_002 (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('case_manager', 'lead', 'overhead')),
    password TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO account_002 SELECT * FROM account;
DROP TABLE account;
ALTER TABLE account_002 RENAME TO account;

CREATE TABLE old_list (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE,
    content_digest TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    account TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day = '' OR day GLOB '????-??-??')
) STRICT;

CREATE TABLE old_word (
    word TEXT PRIMARY KEY,
    meaning TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    choices TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??')
) STRICT, WITHOUT ROWID;

DROP VIEW current_batch;
ALTER TABLE batch ADD COLUMN month TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN newest INTEGER NOT NULL DEFAULT 0 CHECK (newest IN (0, 1));
ALTER TABLE batch ADD COLUMN received TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN old_list INTEGER REFERENCES old_list (id);
UPDATE batch SET month = substr(first_day, 1, 7) WHERE substr(first_day, 1, 7) = substr(last_day, 1, 7);
UPDATE batch SET newest = 1 WHERE revision = (
    SELECT max(revision) FROM batch AS other
    WHERE other.desk = batch.desk AND other.profile = batch.profile AND other.first_day = batch.first_day
      AND other.last_day = batch.last_day AND other.source = batch.source AND other.paper = batch.paper
);
INSERT INTO old_list (digest, content_digest, name, source, note, account, day)
SELECT 'm001-' || min(id), '', '', source, '', '', '' FROM batch WHERE source <> 'desk'
GROUP BY desk, profile, first_day, last_day, source, paper ORDER BY min(id);
UPDATE batch SET old_list = (
    SELECT old_list.id FROM old_list WHERE digest = 'm001-' || (
        SELECT min(id) FROM batch AS other
        WHERE other.desk = batch.desk AND other.profile = batch.profile AND other.first_day = batch.first_day
          AND other.last_day = batch.last_day AND other.source = batch.source AND other.paper = batch.paper
    )
) WHERE source <> 'desk';
CREATE INDEX batch_by_day ON batch (first_day, last_day, desk, profile, source, received) WHERE newest;
CREATE INDEX batch_of_months ON batch (first_day) WHERE newest AND month = '';
CREATE INDEX batch_of_old_lists ON batch (first_day) WHERE newest AND source <> 'desk';
CREATE INDEX batch_by_list ON batch (old_list) WHERE old_list IS NOT NULL;

CREATE TABLE sum_cell (
    span TEXT NOT NULL CHECK (span GLOB '????' OR span GLOB '????-??'),
    origin TEXT NOT NULL CHECK (origin IN ('desk', 'eingesammelt', 'liste')),
    tally_table TEXT NOT NULL,
    tally_row TEXT NOT NULL,
    profile TEXT NOT NULL,
    desk TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    PRIMARY KEY (span, origin, tally_table, tally_row, profile, desk)
) STRICT, WITHOUT ROWID;
INSERT INTO sum_cell
SELECT span, iif(source = 'desk', 'desk', 'liste'), tally_table, tally_row, profile, desk, sum(number)
FROM (
    SELECT *, month AS span FROM batch WHERE newest AND month <> ''
    UNION ALL
    SELECT *, substr(month, 1, 4) AS span FROM batch WHERE newest AND month <> ''
) JOIN cell ON batch = id
GROUP BY 1, 2, 3, 4, 5, 6;

CREATE TABLE outbox (
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (desk, profile, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE collected_file (
    digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??')
) STRICT;

CREATE TABLE opening (
    desk TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'ill')),
    account TEXT NOT NULL,
    PRIMARY KEY (desk, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    first_day TEXT NOT NULL CHECK (first_day GLOB '????-??-??'),
    last_day TEXT NOT NULL CHECK (last_day GLOB '????-??-??'),
    digest TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE access_token (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??')
) STRICT, WITHOUT ROWID
"""

CODES = """
CREATE TABLE pack_version (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    files TEXT NOT NULL
) STRICT
"""

CLERK = """
INSERT INTO setting VALUES ('identity', lower(hex(randomblob(6))));
INSERT INTO setting SELECT 'last_day', day FROM (SELECT max(day) AS day FROM screening_hour) WHERE day IS NOT NULL;

ALTER TABLE batch ADD COLUMN pack TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN writer TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1));
UPDATE batch SET writer = (SELECT value FROM setting WHERE name = 'identity')
WHERE source = 'desk' AND received = '';
UPDATE batch SET forgotten = 1
WHERE newest AND source = 'desk' AND received = '' AND NOT EXISTS (
    SELECT 1 FROM conversation AS talk
    WHERE talk.desk = batch.desk AND talk.profile = batch.profile AND talk.day = batch.first_day
);
CREATE INDEX batch_of_forgotten ON batch (first_day, desk) WHERE forgotten;

CREATE TABLE failing_duty (
    duty TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO failing_duty SELECT 'deliver', since, problem
FROM (SELECT min(failing_since) AS since, max(problem) AS problem FROM outbox WHERE failing_since > 0)
WHERE since IS NOT NULL;

CREATE TABLE outbox_004 (
    target TEXT NOT NULL,
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (target, desk, profile, day)
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_004 SELECT 'site', desk, profile, day, attempts, due FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_004 RENAME TO outbox
"""

MONTHS = """
ALTER TABLE person ADD COLUMN counted INTEGER NOT NULL DEFAULT 0 CHECK (counted IN (0, 1));
UPDATE person SET counted = 1 WHERE NOT mistake AND conversation IN (
    SELECT key FROM conversation AS talk JOIN screening_hour AS hour
    ON hour.desk = talk.desk AND hour.profile = talk.profile AND hour.day = talk.day
    WHERE closed AND stage = 'finished' AND NOT mistake
);

CREATE TABLE running_cell (
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    month TEXT NOT NULL CHECK (month GLOB '????-??'),
    tally_table TEXT NOT NULL,
    tally_row TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (desk, profile, month, tally_table, tally_row)
) STRICT, WITHOUT ROWID;

CREATE TEMP TABLE told_day AS
SELECT id FROM batch
WHERE newest AND source = 'desk' AND first_day = last_day AND NOT (received = '' AND EXISTS (
    SELECT 1 FROM screening_hour AS hour
    WHERE hour.desk = batch.desk AND hour.profile = batch.profile AND hour.day = first_day AND NOT closed
));
CREATE TEMP TABLE told AS
SELECT desk, profile, month, min(received) AS received, month >= (
    SELECT substr(coalesce(max(value), (SELECT max(first_day) FROM batch WHERE source = 'desk')), 1, 7)
    FROM setting WHERE name = 'last_day'
) AS running
FROM batch WHERE id IN (SELECT id FROM told_day) GROUP BY 1, 2, 3;

CREATE TEMP TABLE told_cell AS
SELECT desk, profile, month, 'monatsumfang' AS tally_table, tally_row, sum(number) AS number
FROM told_day JOIN batch USING (id) JOIN cell ON batch = id WHERE tally_table = 'umfang' AND tally_row <> 'zettel'
GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT desk, profile, month, tally_table, tally_row, sum(number)
FROM told_day JOIN batch USING (id) JOIN cell ON batch = id
WHERE tally_table NOT IN ('umfang', 'ergebnis', 'gespraech', 'zettel_daneben')
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO running_cell
SELECT told_cell.* FROM told_cell JOIN told USING (desk, profile, month) WHERE running AND received = '';
INSERT INTO batch (desk, profile, first_day, last_day, source, revision, month, newest, received, writer)
SELECT desk, profile, month || '-01', date(month || '-01', '+1 month', '-1 day'), 'desk', 1, month, 1, received,
    iif(received = '', (SELECT value FROM setting WHERE name = 'identity'), '')
FROM told WHERE NOT (running AND received = '');
DELETE FROM cell WHERE tally_table NOT IN ('umfang', 'ergebnis', 'gespraech', 'zettel_daneben')
AND batch IN (SELECT id FROM batch WHERE source = 'desk' AND first_day = last_day);
INSERT INTO cell
SELECT id, tally_table, tally_row, number FROM told_cell JOIN batch USING (desk, profile, month)
WHERE source = 'desk' AND first_day < last_day;
DROP TABLE told_day;
DROP TABLE told;
DROP TABLE told_cell;

DELETE FROM sum_cell;
INSERT INTO sum_cell
SELECT span, iif(source = 'desk', iif(received = '', 'desk', 'eingesammelt'), 'liste'), tally_table, tally_row,
    profile, desk, sum(number)
FROM (
    SELECT *, month AS span FROM batch WHERE newest AND month <> ''
    UNION ALL
    SELECT *, substr(month, 1, 4) AS span FROM batch WHERE newest AND month <> ''
) JOIN cell ON batch = id
GROUP BY 1, 2, 3, 4, 5, 6;

CREATE TABLE outbox_011 (
    target TEXT NOT NULL,
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??' OR day GLOB '????-??'),
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (target, desk, profile, day)
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_011 SELECT * FROM outbox;
INSERT INTO outbox_011 (target, desk, profile, day)
SELECT DISTINCT target, desk, profile, month FROM outbox JOIN batch USING (desk, profile)
WHERE source = 'desk' AND received = '' AND first_day < last_day AND substr(day, 1, 7) = month;
INSERT OR IGNORE INTO outbox_011 (target, desk, profile, day)
SELECT 'tallies', desk, profile, iif(first_day = last_day, first_day, month) FROM batch
WHERE newest AND source = 'desk' AND received = '';
DROP TABLE outbox;
ALTER TABLE outbox_011 RENAME TO outbox
"""

SEVERAL = """
CREATE TABLE fact_009 (
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    fact TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (conversation, place, fact, code),
    FOREIGN KEY (conversation, place) REFERENCES person (conversation, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO fact_009 SELECT * FROM fact;
DROP TABLE fact;
ALTER TABLE fact_009 RENAME TO fact;

CREATE TABLE slip (
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    service TEXT NOT NULL,
    door TEXT NOT NULL,
    PRIMARY KEY (conversation, place, service),
    FOREIGN KEY (conversation, place) REFERENCES person (conversation, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID
"""

LISTS = """
ALTER TABLE old_word ADD COLUMN old_list INTEGER NOT NULL DEFAULT 0;
CREATE TABLE old_shape (
    shape TEXT PRIMARY KEY,
    said TEXT NOT NULL,
    old_list INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""

LINEAGE = """
ALTER TABLE batch ADD COLUMN builds_on TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN past INTEGER NOT NULL DEFAULT 0 CHECK (past IN (0, 1));
UPDATE batch SET past = 1
WHERE NOT newest AND NOT (received <> '' AND EXISTS (
    SELECT 1 FROM batch AS own
    WHERE own.newest AND own.received = '' AND own.writer <> batch.writer AND own.desk = batch.desk
      AND own.profile = batch.profile AND own.first_day = batch.first_day AND own.last_day = batch.last_day
) AND NOT EXISTS (
    SELECT 1 FROM batch AS later
    WHERE later.received <> '' AND later.writer = batch.writer AND later.revision > batch.revision
      AND later.desk = batch.desk AND later.profile = batch.profile AND later.first_day = batch.first_day
      AND later.last_day = batch.last_day
));
CREATE INDEX batch_of_days ON batch (desk, profile, first_day, last_day, source, paper);
CREATE UNIQUE INDEX batch_that_counts ON batch (desk, profile, first_day, last_day, source, paper) WHERE newest;
CREATE INDEX batch_that_waits ON batch (desk, first_day) WHERE NOT newest AND NOT past;

CREATE TABLE count_decision (
    chosen INTEGER NOT NULL REFERENCES batch (id),
    rejected INTEGER NOT NULL REFERENCES batch (id),
    account TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    PRIMARY KEY (chosen, rejected)
) STRICT, WITHOUT ROWID;

DELETE FROM set_aside WHERE reason GLOB 'contradicts*';
ALTER TABLE set_aside ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE set_aside ADD COLUMN done TEXT NOT NULL DEFAULT '';

CREATE TABLE last_look (
    account TEXT PRIMARY KEY REFERENCES account (name) ON DELETE CASCADE,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    before TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID
"""

CASE_COUNTS = """
CREATE TABLE account_014 (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('case_manager', 'lead', 'overhead', 'post')),
    password TEXT NOT NULL,
    post TEXT NOT NULL DEFAULT '',
    CHECK ((role = 'post') = (post <> ''))
) STRICT, WITHOUT ROWID;
INSERT INTO account_014 (name, role, password) SELECT name, role, password FROM account;
DROP TABLE account;
ALTER TABLE account_014 RENAME TO account;

CREATE TABLE case_month (
    post TEXT NOT NULL,
    month TEXT NOT NULL CHECK (month GLOB '????-??'),
    told TEXT NOT NULL CHECK (told GLOB '????-??-??'),
    revision INTEGER NOT NULL CHECK (revision > 0),
    PRIMARY KEY (post, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_cell (
    post TEXT NOT NULL,
    month TEXT NOT NULL,
    tally_table TEXT NOT NULL,
    tally_row TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (post, month, tally_table, tally_row),
    FOREIGN KEY (post, month) REFERENCES case_month (post, month) ON DELETE CASCADE
) STRICT, WITHOUT ROWID
"""

BEFORE_YES = """
CREATE TABLE before_yes (
    key TEXT NOT NULL CHECK (length(key) IN (0, 22)),
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    kind TEXT NOT NULL CHECK (kind IN ('refused', 'later', 'broken_off', 'taken_back')),
    language TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 1 CHECK (number > 0),
    PRIMARY KEY (desk, day, key, profile, kind)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX before_yes_key ON before_yes (key) WHERE key <> '';

DELETE FROM conversation WHERE stage IN ('language', 'promise')
AND NOT EXISTS (SELECT 1 FROM person WHERE conversation = key AND counted);
DELETE FROM person WHERE conversation NOT IN (SELECT key FROM conversation);
DELETE FROM fact WHERE conversation NOT IN (SELECT key FROM conversation);
DELETE FROM need WHERE conversation NOT IN (SELECT key FROM conversation);
UPDATE conversation SET stage = 'talk' WHERE stage IN ('language', 'promise')
"""

EVERY_WORD_OF_CASES = """
CREATE TABLE case_month_016 (
    post TEXT NOT NULL,
    month TEXT NOT NULL CHECK (month GLOB '????-??'),
    revision INTEGER NOT NULL CHECK (revision > 0),
    told TEXT NOT NULL CHECK (told GLOB '????-??-??'),
    PRIMARY KEY (post, month, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO case_month_016 SELECT post, month, revision, told FROM case_month;

CREATE TABLE case_cell_016 (
    post TEXT NOT NULL,
    month TEXT NOT NULL,
    revision INTEGER NOT NULL,
    tally_table TEXT NOT NULL,
    tally_row TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (post, month, revision, tally_table, tally_row),
    FOREIGN KEY (post, month, revision) REFERENCES case_month_016 (post, month, revision) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO case_cell_016
SELECT post, month, revision, tally_table, tally_row, number FROM case_cell JOIN case_month USING (post, month);

DROP TABLE case_cell;
DROP TABLE case_month;
ALTER TABLE case_month_016 RENAME TO case_month;
ALTER TABLE case_cell_016 RENAME TO case_cell
"""

DAY_AT_A_GLANCE = """
DROP INDEX conversation_by_day;
CREATE INDEX conversation_by_day ON conversation (desk, day, stage);
CREATE INDEX conversation_open ON conversation (desk, day) WHERE stage <> 'finished'
"""

TOLD_OPENINGS = """
CREATE TABLE desk_week (
    desk TEXT PRIMARY KEY,
    told TEXT NOT NULL CHECK (told GLOB '????-??-??'),
    revision INTEGER NOT NULL CHECK (revision > 0),
    writer TEXT NOT NULL,
    week TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_day (
    desk TEXT NOT NULL REFERENCES desk_week (desk) ON DELETE CASCADE,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'ill')),
    PRIMARY KEY (desk, day)
) STRICT, WITHOUT ROWID
"""

ACCOUNT_LOG = """
CREATE TABLE account_log (
    number INTEGER PRIMARY KEY,
    moment INTEGER NOT NULL,
    event TEXT NOT NULL,
    account TEXT NOT NULL,
    about TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (length(mark) = 32)
) STRICT
"""

TURNED_TABLETS = """
ALTER TABLE account ADD COLUMN pin TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN turned TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN place TEXT NOT NULL DEFAULT ''
"""

DOORS = """
CREATE TABLE device (
    digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    desk TEXT NOT NULL,
    used TEXT NOT NULL CHECK (used GLOB '????-??-??')
) STRICT, WITHOUT ROWID;

ALTER TABLE session ADD COLUMN device TEXT REFERENCES device (digest) ON DELETE CASCADE;

CREATE TABLE guessing (
    device TEXT PRIMARY KEY,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    looked INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE one_time_code (
    digest TEXT PRIMARY KEY,
    account TEXT REFERENCES account (name) ON DELETE CASCADE,
    ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""

HALF_YEARS = """
INSERT INTO sum_cell
SELECT substr(span, 1, 4) || iif(substr(span, 6) < '07', '-H1', '-H2'), origin, tally_table, tally_row, profile, desk,
    sum(number)
FROM sum_cell WHERE span GLOB '????-??' GROUP BY 1, 2, 3, 4, 5, 6
"""

DELETIONS = """
CREATE TABLE deletion (
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    what TEXT NOT NULL,
    PRIMARY KEY (day, what)
) STRICT, WITHOUT ROWID
"""

TAPS = """
CREATE TABLE tap (
    conversation TEXT NOT NULL REFERENCES conversation (key) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    PRIMARY KEY (conversation, digest)
) STRICT, WITHOUT ROWID
"""
