-- Schema 1. Dates are ISO text, flags 0 or 1, lists and objects JSON text.
-- AUTOINCREMENT: a number that people have seen is never given again.

CREATE TABLE logbook (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    file_id TEXT NOT NULL,
    -- raised with every session, closing and reopening: the order of recording
    recorded INTEGER NOT NULL DEFAULT 0
);

-- The content of the keys file, for the day on which that file is lost.
CREATE TABLE keyring_copy (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    document BLOB NOT NULL
);

-- Every alias ever given, members' and leaders', also of those deleted since.
CREATE TABLE given_alias (
    alias TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE leader (
    id INTEGER PRIMARY KEY,
    alias TEXT NOT NULL UNIQUE REFERENCES given_alias (alias),
    accredited TEXT NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE balint_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE COLLATE NOCASE,
    format TEXT NOT NULL,
    usual_minutes INTEGER NOT NULL,
    cadence TEXT NOT NULL,
    mode TEXT NOT NULL,
    openness TEXT NOT NULL,
    started_on TEXT,
    agreed_on TEXT,
    archived_on TEXT,
    row_version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE group_leader (
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    leader_id INTEGER NOT NULL REFERENCES leader (id),
    role TEXT NOT NULL,
    PRIMARY KEY (group_id, leader_id)
) WITHOUT ROWID;

CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    alias TEXT NOT NULL UNIQUE REFERENCES given_alias (alias),
    profession TEXT,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX member_group ON member (group_id);

-- left_on is the first day on which the member no longer belongs; NULL bounds nothing.
CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    standing TEXT NOT NULL,
    joined_on TEXT,
    left_on TEXT,
    CHECK (joined_on IS NULL OR left_on IS NULL OR joined_on <= left_on)
);
CREATE INDEX membership_member ON membership (member_id);

CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    held_on TEXT NOT NULL,
    recorded_no INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    mode TEXT NOT NULL,
    event TEXT NOT NULL,
    cancelled INTEGER NOT NULL,
    recorded TEXT NOT NULL,
    debriefed TEXT NOT NULL,
    safety_concern INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX session_group ON session (group_id, held_on);

CREATE TABLE session_leader (
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    leader_id INTEGER NOT NULL REFERENCES leader (id),
    role TEXT NOT NULL,
    PRIMARY KEY (session_id, leader_id)
) WITHOUT ROWID;
CREATE INDEX session_leader_leader ON session_leader (leader_id);

CREATE TABLE attendance (
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    minutes INTEGER,
    PRIMARY KEY (session_id, member_id)
) WITHOUT ROWID;
CREATE INDEX attendance_member ON attendance (member_id);

CREATE TABLE balint_case (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    closed_on TEXT,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX case_group ON balint_case (group_id);
CREATE INDEX case_open ON balint_case (group_id) WHERE closed_on IS NULL;

CREATE TABLE case_event (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES balint_case (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    recorded_no INTEGER NOT NULL
);
CREATE INDEX case_event_case ON case_event (case_id);

CREATE TABLE case_link (
    later_id INTEGER NOT NULL REFERENCES balint_case (id) ON DELETE CASCADE,
    earlier_id INTEGER NOT NULL REFERENCES balint_case (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    PRIMARY KEY (later_id, earlier_id),
    CHECK (later_id <> earlier_id)
) WITHOUT ROWID;
CREATE INDEX case_link_earlier ON case_link (earlier_id, relation);

CREATE TABLE presentation (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES balint_case (id) ON DELETE CASCADE,
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    presenter_id INTEGER REFERENCES member (id),
    summary TEXT,
    encounter TEXT,
    themes TEXT NOT NULL,
    feelings TEXT NOT NULL,
    patient_feelings TEXT NOT NULL,
    why TEXT,
    new_perspective TEXT,
    phase_minutes TEXT NOT NULL,
    follow_up TEXT NOT NULL,
    after_sessions INTEGER NOT NULL,
    UNIQUE (case_id, session_id)
);
CREATE INDEX presentation_session ON presentation (session_id);
CREATE INDEX presentation_presenter ON presentation (presenter_id);

CREATE TABLE checkin (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES balint_case (id) ON DELETE CASCADE,
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    text TEXT,
    feelings_before TEXT NOT NULL,
    feelings_after TEXT NOT NULL,
    after_sessions INTEGER,
    again INTEGER NOT NULL,
    UNIQUE (case_id, session_id)
);
CREATE INDEX checkin_session ON checkin (session_id);

CREATE TABLE process_note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    case_id INTEGER REFERENCES balint_case (id) ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES leader (id),
    text TEXT,
    interventions TEXT NOT NULL,
    observations TEXT NOT NULL,
    heading TEXT,
    for_supervision TEXT,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX process_note_session ON process_note (session_id);
CREATE INDEX process_note_case ON process_note (case_id);

-- A guided record that is not finished: one per leader and group, never searched or counted.
CREATE TABLE draft (
    leader_id INTEGER NOT NULL REFERENCES leader (id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    updated_on TEXT NOT NULL,
    PRIMARY KEY (leader_id, group_id)
) WITHOUT ROWID;

-- The search index. A row's number says where its text stands: four times the
-- number of the row there, plus 0 case, 1 presentation, 2 check-in, 3 note.
-- Triggers keep it, so that no path of the code can forget it, and so that
-- what is deleted is gone from it too.
CREATE VIRTUAL TABLE passage USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO passage (passage, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER case_added AFTER INSERT ON balint_case BEGIN
    INSERT INTO passage (rowid, text) VALUES (new.id * 4, new.label);
END;
CREATE TRIGGER case_relabelled AFTER UPDATE OF label ON balint_case BEGIN
    UPDATE passage SET text = new.label WHERE rowid = new.id * 4;
END;
CREATE TRIGGER case_deleted AFTER DELETE ON balint_case BEGIN
    DELETE FROM passage WHERE rowid = old.id * 4;
END;

CREATE TRIGGER presentation_added AFTER INSERT ON presentation BEGIN
    INSERT INTO passage (rowid, text)
    VALUES (new.id * 4 + 1, concat_ws(char(10), new.summary, new.new_perspective));
END;
CREATE TRIGGER presentation_edited AFTER UPDATE OF summary, new_perspective ON presentation BEGIN
    UPDATE passage SET text = concat_ws(char(10), new.summary, new.new_perspective)
    WHERE rowid = new.id * 4 + 1;
END;
CREATE TRIGGER presentation_deleted AFTER DELETE ON presentation BEGIN
    DELETE FROM passage WHERE rowid = old.id * 4 + 1;
END;

CREATE TRIGGER checkin_added AFTER INSERT ON checkin BEGIN
    INSERT INTO passage (rowid, text) VALUES (new.id * 4 + 2, coalesce(new.text, ''));
END;
CREATE TRIGGER checkin_edited AFTER UPDATE OF text ON checkin BEGIN
    UPDATE passage SET text = coalesce(new.text, '') WHERE rowid = new.id * 4 + 2;
END;
CREATE TRIGGER checkin_deleted AFTER DELETE ON checkin BEGIN
    DELETE FROM passage WHERE rowid = old.id * 4 + 2;
END;

CREATE TRIGGER note_added AFTER INSERT ON process_note BEGIN
    INSERT INTO passage (rowid, text)
    VALUES (new.id * 4 + 3, concat_ws(char(10), new.text, new.for_supervision));
END;
CREATE TRIGGER note_edited AFTER UPDATE OF text, for_supervision ON process_note BEGIN
    UPDATE passage SET text = concat_ws(char(10), new.text, new.for_supervision)
    WHERE rowid = new.id * 4 + 3;
END;
CREATE TRIGGER note_deleted AFTER DELETE ON process_note BEGIN
    DELETE FROM passage WHERE rowid = old.id * 4 + 3;
END;
