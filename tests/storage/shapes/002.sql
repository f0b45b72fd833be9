PRAGMA application_id = 1263095635;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
) STRICT;
INSERT INTO "_sqlite_migrations" VALUES(1,'kiosk','m001_talks_and_counts','2026-11-22 20:14:47.546810+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kiosk','m002_numbers','2026-11-26 08:38:11.123089+00:00');
CREATE TABLE access_token (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??')
) STRICT, WITHOUT ROWID
;
INSERT INTO "access_token" VALUES('dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','Power BI','leitung','2026-11-20');
CREATE TABLE "account" (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('case_manager', 'lead', 'overhead')),
    password TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "account" VALUES('leitung','overhead','scrypt:hash2');
INSERT INTO "account" VALUES('teamleitung','lead','scrypt:hash3');
INSERT INTO "account" VALUES('tisch','case_manager','scrypt:hash');
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    first_day TEXT NOT NULL CHECK (first_day GLOB '????-??-??'),
    last_day TEXT NOT NULL CHECK (last_day GLOB '????-??-??'),
    source TEXT NOT NULL,
    paper TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL CHECK (revision > 0), month TEXT NOT NULL DEFAULT '', newest INTEGER NOT NULL DEFAULT 0 CHECK (newest IN (0, 1)), received TEXT NOT NULL DEFAULT '', old_list INTEGER REFERENCES old_list (id),
    CHECK (first_day <= last_day),
    UNIQUE (desk, profile, first_day, last_day, source, paper, revision)
) STRICT;
INSERT INTO "batch" VALUES(1,'mettmann','chancenaufenthalt','2026-11-23','2026-11-23','desk','',1,'2026-11',0,'',NULL);
INSERT INTO "batch" VALUES(2,'mettmann','chancenaufenthalt','2026-11-23','2026-11-23','desk','',2,'2026-11',1,'',NULL);
INSERT INTO "batch" VALUES(3,'alle','chancenaufenthalt','2023-04-01','2024-04-30','Vorlage 50/014/2024','screening',1,'',1,'',1);
INSERT INTO "batch" VALUES(4,'alle','chancenaufenthalt','2023-04-01','2024-04-30','Vorlage 50/014/2024','zugang',1,'',1,'',2);
INSERT INTO "batch" VALUES(5,'alle','chancenaufenthalt','2024-05-01','2024-05-31','Mai','zielgruppen',1,'2024-05',1,'',3);
CREATE TABLE cell (
    batch INTEGER NOT NULL REFERENCES batch (id) ON DELETE CASCADE,
    tally_table TEXT NOT NULL,
    tally_row TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (batch, tally_table, tally_row)
) STRICT, WITHOUT ROWID;
INSERT INTO "cell" VALUES(1,'altersgruppe','27_44',1);
INSERT INTO "cell" VALUES(1,'altersgruppe','unbeantwortet',1);
INSERT INTO "cell" VALUES(1,'aufenthalt','p104c',1);
INSERT INTO "cell" VALUES(1,'aufenthalt','unbeantwortet',1);
INSERT INTO "cell" VALUES(1,'bedarf','aufenthalt_antrag',1);
INSERT INTO "cell" VALUES(1,'deutsch','a2',1);
INSERT INTO "cell" VALUES(1,'deutsch','unbeantwortet',1);
INSERT INTO "cell" VALUES(1,'ergebnis','abgebrochen',1);
INSERT INTO "cell" VALUES(1,'ergebnis','v_kim_cm',1);
INSERT INTO "cell" VALUES(1,'komplexitaet','komplex',1);
INSERT INTO "cell" VALUES(1,'komplexitaet','unbeantwortet',1);
INSERT INTO "cell" VALUES(1,'regel_gefolgt','komplex-zielgruppe',1);
INSERT INTO "cell" VALUES(1,'restlaufzeit','3_6m',1);
INSERT INTO "cell" VALUES(1,'restlaufzeit','nicht_gefragt',1);
INSERT INTO "cell" VALUES(1,'sprache','ar',2);
INSERT INTO "cell" VALUES(1,'stadt','unbeantwortet',1);
INSERT INTO "cell" VALUES(1,'stadt','velbert',1);
INSERT INTO "cell" VALUES(1,'umfang','gespraeche',2);
INSERT INTO "cell" VALUES(1,'umfang','personen',2);
INSERT INTO "cell" VALUES(1,'umfang','zettel',1);
INSERT INTO "cell" VALUES(1,'zielgruppe','nicht_gefragt',1);
INSERT INTO "cell" VALUES(1,'zielgruppe','p104c',1);
INSERT INTO "cell" VALUES(2,'altersgruppe','27_44',2);
INSERT INTO "cell" VALUES(2,'altersgruppe','unbeantwortet',1);
INSERT INTO "cell" VALUES(2,'aufenthalt','p104c',2);
INSERT INTO "cell" VALUES(2,'aufenthalt','unbeantwortet',1);
INSERT INTO "cell" VALUES(2,'bedarf','aufenthalt_antrag',2);
INSERT INTO "cell" VALUES(2,'deutsch','a2',2);
INSERT INTO "cell" VALUES(2,'deutsch','unbeantwortet',1);
INSERT INTO "cell" VALUES(2,'ergebnis','abgebrochen',1);
INSERT INTO "cell" VALUES(2,'ergebnis','v_kim_cm',2);
INSERT INTO "cell" VALUES(2,'komplexitaet','komplex',2);
INSERT INTO "cell" VALUES(2,'komplexitaet','unbeantwortet',1);
INSERT INTO "cell" VALUES(2,'regel_gefolgt','komplex-zielgruppe',2);
INSERT INTO "cell" VALUES(2,'restlaufzeit','3_6m',2);
INSERT INTO "cell" VALUES(2,'restlaufzeit','nicht_gefragt',1);
INSERT INTO "cell" VALUES(2,'sprache','ar',3);
INSERT INTO "cell" VALUES(2,'stadt','unbeantwortet',1);
INSERT INTO "cell" VALUES(2,'stadt','velbert',2);
INSERT INTO "cell" VALUES(2,'umfang','gespraeche',3);
INSERT INTO "cell" VALUES(2,'umfang','personen',3);
INSERT INTO "cell" VALUES(2,'umfang','zettel',2);
INSERT INTO "cell" VALUES(2,'zielgruppe','nicht_gefragt',1);
INSERT INTO "cell" VALUES(2,'zielgruppe','p104c',2);
INSERT INTO "cell" VALUES(3,'papier_screening','fluechtlingshilfe_velbert',5);
INSERT INTO "cell" VALUES(3,'papier_screening','foerdern_fordern',32);
INSERT INTO "cell" VALUES(3,'papier_screening','jmd',2);
INSERT INTO "cell" VALUES(3,'papier_screening','kein_bedarf',155);
INSERT INTO "cell" VALUES(3,'papier_screening','kim_cm',75);
INSERT INTO "cell" VALUES(3,'papier_screening','mbe',29);
INSERT INTO "cell" VALUES(4,'papier_zugang','abh',12);
INSERT INTO "cell" VALUES(4,'papier_zugang','arbeitsverwaltung',35);
INSERT INTO "cell" VALUES(4,'papier_zugang','eigen',18);
INSERT INTO "cell" VALUES(4,'papier_zugang','fluechtlingsberatung',27);
INSERT INTO "cell" VALUES(4,'papier_zugang','jmd',1);
INSERT INTO "cell" VALUES(4,'papier_zugang','jugendamt',5);
INSERT INTO "cell" VALUES(4,'papier_zugang','mbe',7);
INSERT INTO "cell" VALUES(4,'papier_zugang','sonstige',31);
INSERT INTO "cell" VALUES(4,'papier_zugang','sozialamt',5);
INSERT INTO "cell" VALUES(5,'papier_zielgruppen','duldung_gestattung',55);
INSERT INTO "cell" VALUES(5,'papier_zielgruppen','p104c',33);
INSERT INTO "cell" VALUES(5,'papier_zielgruppen','p25ab',1);
INSERT INTO "cell" VALUES(5,'papier_zielgruppen','soe',23);
INSERT INTO "cell" VALUES(5,'papier_zielgruppen','ue18_u5j',18);
INSERT INTO "cell" VALUES(5,'papier_zielgruppen','umf',3);
CREATE TABLE collected_file (
    digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO "collected_file" VALUES('ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
CREATE TABLE conversation (
    key TEXT PRIMARY KEY CHECK (length(key) = 22),
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    language TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL CHECK (stage IN ('language', 'promise', 'talk', 'finished'))
) STRICT, WITHOUT ROWID;
INSERT INTO "conversation" VALUES('IEV2lPH61zVJNxg0UYBnkw','mettmann','chancenaufenthalt','2026-11-23','ar','finished');
INSERT INTO "conversation" VALUES('TY_UQYlo15EadQyy1xtQ8Q','mettmann','chancenaufenthalt','2026-11-23','ar','talk');
INSERT INTO "conversation" VALUES('mTyawMerUIHOpEObV6IIeA','mettmann','chancenaufenthalt','2026-11-23','ar','finished');
INSERT INTO "conversation" VALUES('wuPYoTm_qE25iuK2nDHZ-A','mettmann','chancenaufenthalt','2026-11-23','ar','finished');
CREATE TABLE draft (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    choices TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??')
) STRICT, WITHOUT ROWID;
INSERT INTO "draft" VALUES('kkkkkkkkkkkkkkkkkkkkkk','leitung','liste.csv',X'5374656C6C653B416E7A61686C0A','{}','2026-11-22');
CREATE TABLE fact (
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    fact TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (conversation, place, fact),
    FOREIGN KEY (conversation, place) REFERENCES person (conversation, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "fact" VALUES('mTyawMerUIHOpEObV6IIeA',1,'altersgruppe','27_44');
INSERT INTO "fact" VALUES('mTyawMerUIHOpEObV6IIeA',1,'aufenthalt','p104c');
INSERT INTO "fact" VALUES('mTyawMerUIHOpEObV6IIeA',1,'deutsch','a2');
INSERT INTO "fact" VALUES('mTyawMerUIHOpEObV6IIeA',1,'komplexitaet','komplex');
INSERT INTO "fact" VALUES('mTyawMerUIHOpEObV6IIeA',1,'restlaufzeit','3_6m');
INSERT INTO "fact" VALUES('mTyawMerUIHOpEObV6IIeA',1,'stadt','velbert');
INSERT INTO "fact" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'altersgruppe','27_44');
INSERT INTO "fact" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'aufenthalt','p104c');
INSERT INTO "fact" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'deutsch','a2');
INSERT INTO "fact" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'komplexitaet','komplex');
INSERT INTO "fact" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'restlaufzeit','3_6m');
INSERT INTO "fact" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'stadt','velbert');
CREATE TABLE need (
    conversation TEXT NOT NULL,
    place INTEGER NOT NULL,
    need TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 9),
    PRIMARY KEY (conversation, place, need),
    FOREIGN KEY (conversation, place) REFERENCES person (conversation, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "need" VALUES('mTyawMerUIHOpEObV6IIeA',1,'aufenthalt_antrag',1);
INSERT INTO "need" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'aufenthalt_antrag',1);
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
INSERT INTO "old_list" VALUES(1,'m001-3','','','Vorlage 50/014/2024','','','');
INSERT INTO "old_list" VALUES(2,'m001-4','','','Vorlage 50/014/2024','','','');
INSERT INTO "old_list" VALUES(3,'m001-5','','','Mai','','','');
CREATE TABLE old_word (
    word TEXT PRIMARY KEY,
    meaning TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE opening (
    desk TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'ill')),
    account TEXT NOT NULL,
    PRIMARY KEY (desk, day)
) STRICT, WITHOUT ROWID;
INSERT INTO "opening" VALUES('mettmann','2026-12-24','closed','teamleitung');
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
INSERT INTO "outbox" VALUES('mettmann','chancenaufenthalt','2026-11-23',0,0,0,'');
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
INSERT INTO "person" VALUES('IEV2lPH61zVJNxg0UYBnkw',1,'abgebrochen','','','','','','');
INSERT INTO "person" VALUES('TY_UQYlo15EadQyy1xtQ8Q',1,NULL,'','','','','','');
INSERT INTO "person" VALUES('mTyawMerUIHOpEObV6IIeA',1,'v_kim_cm','kim_cm_velbert','kim_cm','kim_cm_velbert','','komplex-zielgruppe','99c2e5b96922');
INSERT INTO "person" VALUES('wuPYoTm_qE25iuK2nDHZ-A',1,'v_kim_cm','kim_cm_velbert','kim_cm','kim_cm_velbert','','komplex-zielgruppe','99c2e5b96922');
CREATE TABLE release (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    first_day TEXT NOT NULL CHECK (first_day GLOB '????-??-??'),
    last_day TEXT NOT NULL CHECK (last_day GLOB '????-??-??'),
    digest TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
INSERT INTO "release" VALUES(1,'leitung','2026-11-02','2026-10-01','2026-10-31','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','{}');
CREATE TABLE screening_hour (
    desk TEXT NOT NULL,
    profile TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    PRIMARY KEY (desk, profile, day)
) STRICT, WITHOUT ROWID;
INSERT INTO "screening_hour" VALUES('mettmann','chancenaufenthalt','2026-11-23',0);
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
INSERT INTO "session" VALUES('tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt','tisch','mettmann','chancenaufenthalt','de','',1795000000,1795000100);
CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??')
) STRICT;
INSERT INTO "set_aside" VALUES(1,'x.csv','sums bedarf','2026-11-22');
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('drill','1');
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
INSERT INTO "sum_cell" VALUES('2024','liste','papier_zielgruppen','duldung_gestattung','chancenaufenthalt','alle',55);
INSERT INTO "sum_cell" VALUES('2024','liste','papier_zielgruppen','p104c','chancenaufenthalt','alle',33);
INSERT INTO "sum_cell" VALUES('2024','liste','papier_zielgruppen','p25ab','chancenaufenthalt','alle',1);
INSERT INTO "sum_cell" VALUES('2024','liste','papier_zielgruppen','soe','chancenaufenthalt','alle',23);
INSERT INTO "sum_cell" VALUES('2024','liste','papier_zielgruppen','ue18_u5j','chancenaufenthalt','alle',18);
INSERT INTO "sum_cell" VALUES('2024','liste','papier_zielgruppen','umf','chancenaufenthalt','alle',3);
INSERT INTO "sum_cell" VALUES('2024-05','liste','papier_zielgruppen','duldung_gestattung','chancenaufenthalt','alle',55);
INSERT INTO "sum_cell" VALUES('2024-05','liste','papier_zielgruppen','p104c','chancenaufenthalt','alle',33);
INSERT INTO "sum_cell" VALUES('2024-05','liste','papier_zielgruppen','p25ab','chancenaufenthalt','alle',1);
INSERT INTO "sum_cell" VALUES('2024-05','liste','papier_zielgruppen','soe','chancenaufenthalt','alle',23);
INSERT INTO "sum_cell" VALUES('2024-05','liste','papier_zielgruppen','ue18_u5j','chancenaufenthalt','alle',18);
INSERT INTO "sum_cell" VALUES('2024-05','liste','papier_zielgruppen','umf','chancenaufenthalt','alle',3);
INSERT INTO "sum_cell" VALUES('2026','desk','altersgruppe','27_44','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','altersgruppe','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','aufenthalt','p104c','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','aufenthalt','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','bedarf','aufenthalt_antrag','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','deutsch','a2','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','deutsch','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','ergebnis','abgebrochen','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','ergebnis','v_kim_cm','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','komplexitaet','komplex','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','komplexitaet','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','regel_gefolgt','komplex-zielgruppe','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','restlaufzeit','3_6m','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','restlaufzeit','nicht_gefragt','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','sprache','ar','chancenaufenthalt','mettmann',3);
INSERT INTO "sum_cell" VALUES('2026','desk','stadt','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','stadt','velbert','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','umfang','gespraeche','chancenaufenthalt','mettmann',3);
INSERT INTO "sum_cell" VALUES('2026','desk','umfang','personen','chancenaufenthalt','mettmann',3);
INSERT INTO "sum_cell" VALUES('2026','desk','umfang','zettel','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026','desk','zielgruppe','nicht_gefragt','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026','desk','zielgruppe','p104c','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','altersgruppe','27_44','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','altersgruppe','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','aufenthalt','p104c','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','aufenthalt','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','bedarf','aufenthalt_antrag','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','deutsch','a2','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','deutsch','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','ergebnis','abgebrochen','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','ergebnis','v_kim_cm','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','komplexitaet','komplex','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','komplexitaet','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','regel_gefolgt','komplex-zielgruppe','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','restlaufzeit','3_6m','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','restlaufzeit','nicht_gefragt','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','sprache','ar','chancenaufenthalt','mettmann',3);
INSERT INTO "sum_cell" VALUES('2026-11','desk','stadt','unbeantwortet','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','stadt','velbert','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','umfang','gespraeche','chancenaufenthalt','mettmann',3);
INSERT INTO "sum_cell" VALUES('2026-11','desk','umfang','personen','chancenaufenthalt','mettmann',3);
INSERT INTO "sum_cell" VALUES('2026-11','desk','umfang','zettel','chancenaufenthalt','mettmann',2);
INSERT INTO "sum_cell" VALUES('2026-11','desk','zielgruppe','nicht_gefragt','chancenaufenthalt','mettmann',1);
INSERT INTO "sum_cell" VALUES('2026-11','desk','zielgruppe','p104c','chancenaufenthalt','mettmann',2);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX conversation_by_day ON conversation (desk, day);
CREATE INDEX batch_by_day ON batch (first_day, last_day, desk, profile, source, received) WHERE newest;
CREATE INDEX batch_of_months ON batch (first_day) WHERE newest AND month = '';
CREATE INDEX batch_of_old_lists ON batch (first_day) WHERE newest AND source <> 'desk';
CREATE INDEX batch_by_list ON batch (old_list) WHERE old_list IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('old_list',3);
COMMIT;
