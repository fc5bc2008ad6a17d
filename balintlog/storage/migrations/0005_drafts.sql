-- Schema 5. Drafts of every command that asks for a text; until now only log had them.

-- command is what was begun, such as note edit, and object what is typed behind it, such as N2.
-- A leader may have several of the same: one that is left for later stays. No number is given
-- again, so that a window that still holds one writes into no other draft.
ALTER TABLE draft RENAME TO draft_of_log;
CREATE TABLE draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    leader_id INTEGER NOT NULL REFERENCES leader (id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES balint_group (id) ON DELETE CASCADE,
    command TEXT NOT NULL,
    object TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_on TEXT NOT NULL
);
INSERT INTO draft (leader_id, group_id, command, object, document, updated_on)
SELECT leader_id, group_id, 'log', '', document, updated_on
FROM draft_of_log ORDER BY group_id, leader_id;
DROP TABLE draft_of_log;
CREATE INDEX draft_leader ON draft (leader_id);
CREATE INDEX draft_group ON draft (group_id);
