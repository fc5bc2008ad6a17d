-- Schema 8. The same patient, brought twice under two ids.

-- The number of a case that was merged into another, which it leads to from then on.
CREATE TABLE merged_case (
    number INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES balint_case (id) ON DELETE CASCADE
);
CREATE INDEX merged_case_case ON merged_case (case_id);
