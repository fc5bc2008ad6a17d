-- Schema 4. What a portfolio counts beside the sessions of this logbook.

-- Hours of a leader that no session here holds; until_on is the last day, or the only one.
CREATE TABLE training (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    leader_id INTEGER NOT NULL REFERENCES leader (id),
    kind TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    role TEXT NOT NULL,
    mode TEXT NOT NULL,
    source TEXT NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1,
    CHECK (from_on <= until_on)
);
CREATE INDEX training_leader ON training (leader_id, from_on);

-- A period whose figures have left, and never change again: what was said, and a digest
-- of what it was computed from, so that a later correction can be told. Days included.
CREATE TABLE frozen_period (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    facts_digest TEXT NOT NULL,
    disclosed TEXT NOT NULL,
    CHECK (since <= until)
);
CREATE INDEX frozen_period_group ON frozen_period (group_id);

-- The written text in each format, without its title.
CREATE TABLE frozen_text (
    period_id INTEGER NOT NULL REFERENCES frozen_period (id) ON DELETE CASCADE,
    format TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (period_id, format)
) WITHOUT ROWID;

-- What was exported or taken back: kept, also when the period is discarded.
CREATE TABLE report_log (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    done_on TEXT NOT NULL,
    leader_id INTEGER NOT NULL REFERENCES leader (id),
    what TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    format TEXT,
    digest TEXT
);
