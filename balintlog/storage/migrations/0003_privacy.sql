-- Schema 3. What de-identification and retention need.

ALTER TABLE balint_group ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
-- Whether each new case ends with the question who could recognise it.
ALTER TABLE balint_group ADD COLUMN asks_recognisable INTEGER NOT NULL DEFAULT 1;
-- NULL: nobody was asked. 0: nobody outside could recognise it, said the leader.
ALTER TABLE balint_case ADD COLUMN recognisable INTEGER;

-- A group's own words: those of the list 'allow' are fine, those of 'deny' never pass.
CREATE TABLE screen_word (
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (group_id, list, word)
) WITHOUT ROWID;

-- What the screen found and a leader kept on purpose: kind and rule, never the words.
-- text_no says in which text, as in the search index (migration 0001).
CREATE TABLE kept_on_purpose (
    id INTEGER PRIMARY KEY,
    text_no INTEGER NOT NULL,
    field TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    kept_on TEXT NOT NULL,
    leader_id INTEGER NOT NULL REFERENCES leader (id)
);
CREATE INDEX kept_on_purpose_text ON kept_on_purpose (text_no);

CREATE TRIGGER case_forgotten AFTER DELETE ON balint_case BEGIN
    DELETE FROM kept_on_purpose WHERE text_no = old.id * 4;
END;
CREATE TRIGGER presentation_forgotten AFTER DELETE ON presentation BEGIN
    DELETE FROM kept_on_purpose WHERE text_no = old.id * 4 + 1;
END;
CREATE TRIGGER checkin_forgotten AFTER DELETE ON checkin BEGIN
    DELETE FROM kept_on_purpose WHERE text_no = old.id * 4 + 2;
END;
CREATE TRIGGER note_forgotten AFTER DELETE ON process_note BEGIN
    DELETE FROM kept_on_purpose WHERE text_no = old.id * 4 + 3;
END;

-- When the question for supervision was taken there.
ALTER TABLE process_note ADD COLUMN taken_on TEXT;
-- How many presentations of a session went with purged cases: its activity stays countable.
ALTER TABLE session ADD COLUMN purged_presentations INTEGER NOT NULL DEFAULT 0;

-- After how many months something goes, where it is not the default.
CREATE TABLE retention (
    term TEXT PRIMARY KEY,
    months INTEGER NOT NULL
) WITHOUT ROWID;
