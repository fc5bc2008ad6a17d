-- Schema 2. What two leaders with one logbook need: copies told apart, backups known.

-- One row for every commit: its number counts them, its mark is drawn at random, so
-- that two copies of a logbook which went different ways never have the same one.
-- content is 0 where only the keeping changed, and no word of a leader.
CREATE TABLE commit_mark (
    number INTEGER PRIMARY KEY,
    mark BLOB NOT NULL,
    content INTEGER NOT NULL
);
INSERT INTO commit_mark (mark, content) VALUES (randomblob(16), 1);

-- The backups that were made, and the commit that each of them ends with.
CREATE TABLE backup (
    id INTEGER PRIMARY KEY,
    made_on TEXT NOT NULL,
    path TEXT NOT NULL,
    number INTEGER NOT NULL
);

-- The day on which a leader proved to have the recovery sheet of the present data key.
ALTER TABLE logbook ADD COLUMN sheet_on TEXT;
