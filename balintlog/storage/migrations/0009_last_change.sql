-- Schema 9. The last change of each leader, which can be taken back on its day.

-- made_on is the day of the evening, made_at the time of day, such as 21:58.
CREATE TABLE last_change (
    leader_id INTEGER PRIMARY KEY REFERENCES leader (id) ON DELETE CASCADE,
    made_on TEXT NOT NULL,
    made_at TEXT NOT NULL
);

-- The rows that it changed, each by the JSON list of its key: what it was before, as a JSON
-- object by column (NULL: it was not there), and a digest of what it was left as (NULL: not there).
CREATE TABLE changed_row (
    leader_id INTEGER NOT NULL REFERENCES last_change (leader_id) ON DELETE CASCADE,
    row_table TEXT NOT NULL,
    row_key TEXT NOT NULL,
    before TEXT,
    after BLOB,
    PRIMARY KEY (leader_id, row_table, row_key)
) WITHOUT ROWID;
