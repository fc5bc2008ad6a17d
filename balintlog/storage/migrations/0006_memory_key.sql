-- Schema 6. What a computer remembers of a logbook cannot be forged.

-- What a computer remembers of this logbook stands under a mac by this key, which a new data
-- key leaves as it is. The state is drawn anew by everything that changes the file without a
-- commit mark: of two files with one mark and one state, no page may differ.
CREATE TABLE memory_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL,
    state BLOB NOT NULL
);
