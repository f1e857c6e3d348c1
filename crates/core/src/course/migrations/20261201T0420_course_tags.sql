-- Two tags for the content balance (三多三少): whom a course addresses and what it is about.
ALTER TABLE course ADD COLUMN scope TEXT NOT NULL DEFAULT 'common' CHECK (scope IN ('common', 'individual'));
ALTER TABLE course ADD COLUMN focus TEXT NOT NULL DEFAULT 'general' CHECK (focus IN ('general', 'special'));
