-- Schema 7. The other half of an evening: what the presenter wanted, what the group imagined and
-- what came of it; several presenters; news from anybody; plans for the next session.

-- Who brought a case: one or several. NULL: the alias was dropped, with a member who left.
DROP INDEX presentation_presenter;
CREATE TABLE presenter (
    id INTEGER PRIMARY KEY,
    presentation_id INTEGER NOT NULL REFERENCES presentation (id) ON DELETE CASCADE,
    member_id INTEGER REFERENCES member (id),
    UNIQUE (presentation_id, member_id)
);
CREATE INDEX presenter_member ON presenter (member_id);
INSERT INTO presenter (presentation_id, member_id)
    SELECT id, presenter_id FROM presentation ORDER BY id;
ALTER TABLE presentation DROP COLUMN presenter_id;

-- Each of these is on one line; of imagined each line is one thing that the group imagined.
DROP TRIGGER presentation_added;
DROP TRIGGER presentation_edited;
ALTER TABLE presentation RENAME COLUMN new_perspective TO said_on_return;
UPDATE presentation SET said_on_return = replace(said_on_return, char(10), ' ');
UPDATE kept_on_purpose SET field = 'said_on_return' WHERE field = 'new_perspective';
ALTER TABLE presentation ADD COLUMN wanted TEXT;
ALTER TABLE presentation ADD COLUMN imagined TEXT;
ALTER TABLE presentation ADD COLUMN on_return TEXT;
CREATE TRIGGER presentation_added AFTER INSERT ON presentation BEGIN
    INSERT INTO passage (rowid, text) VALUES (new.id * 4 + 1,
        concat_ws(char(10), new.summary, new.wanted, new.imagined, new.said_on_return));
END;
CREATE TRIGGER presentation_edited
AFTER UPDATE OF summary, wanted, imagined, said_on_return ON presentation BEGIN
    UPDATE passage
    SET text = concat_ws(char(10), new.summary, new.wanted, new.imagined, new.said_on_return)
    WHERE rowid = new.id * 4 + 1;
END;
-- What stood on several lines is on one now, in the search index, too.
UPDATE presentation SET said_on_return = said_on_return WHERE said_on_return IS NOT NULL;

-- What came of a line that was imagined, said with later news; line counts from 1.
CREATE TABLE imagined_line (
    checkin_id INTEGER NOT NULL REFERENCES checkin (id) ON DELETE CASCADE,
    presentation_id INTEGER NOT NULL REFERENCES presentation (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    now TEXT NOT NULL,
    PRIMARY KEY (checkin_id, presentation_id, line)
) WITHOUT ROWID;
CREATE INDEX imagined_line_presentation ON imagined_line (presentation_id);

-- Who told news, where it was not the presenter: a member, a leader, or a word for somebody else.
ALTER TABLE checkin ADD COLUMN told_by_member INTEGER REFERENCES member (id);
ALTER TABLE checkin ADD COLUMN told_by_leader INTEGER REFERENCES leader (id);
ALTER TABLE checkin ADD COLUMN told_by_word TEXT;
CREATE INDEX checkin_told_by ON checkin (told_by_member) WHERE told_by_member IS NOT NULL;

-- "Next time we want to ...", and the day on which that was done.
DROP TRIGGER note_added;
DROP TRIGGER note_edited;
ALTER TABLE process_note ADD COLUMN next_time TEXT;
ALTER TABLE process_note ADD COLUMN done_on TEXT;
CREATE TRIGGER note_added AFTER INSERT ON process_note BEGIN
    INSERT INTO passage (rowid, text) VALUES (new.id * 4 + 3,
        concat_ws(char(10), new.text, new.for_supervision, new.next_time));
END;
CREATE TRIGGER note_edited AFTER UPDATE OF text, for_supervision, next_time ON process_note BEGIN
    UPDATE passage SET text = concat_ws(char(10), new.text, new.for_supervision, new.next_time)
    WHERE rowid = new.id * 4 + 3;
END;

-- Members who offered a case for which there was no time.
ALTER TABLE attendance ADD COLUMN offered INTEGER NOT NULL DEFAULT 0;
