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
