-- Venues (场地): the main hall, classrooms, and village venues of a class held at several places.
CREATE TABLE venue (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT,
    kind TEXT CHECK (kind IN ('main_hall', 'classroom', 'village_venue', 'on_site')),
    village TEXT,
    seats INTEGER CHECK (seats >= 0),
    exam_seats INTEGER CHECK (exam_seats >= 0),
    beds_male INTEGER CHECK (beds_male >= 0),
    beds_female INTEGER CHECK (beds_female >= 0),
    keeper TEXT,
    note TEXT,
    deleted_at INTEGER
) STRICT;
