-- Days on which no class is held: holidays, harvest, festivals, the county's theme day, and the township's own.
CREATE TABLE blackout (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived for the shipped ones
    name TEXT,
    starts_on TEXT,
    ends_on TEXT,
    kind TEXT CHECK (kind IN ('holiday', 'harvest', 'festival', 'theme_day', 'custom')),
    source TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX blackout_days ON blackout (starts_on, ends_on);
