-- What a plan was allowed beyond the township's settings, so that everybody is placed.
ALTER TABLE rotation_plan ADD COLUMN extra_days TEXT; -- 2027-10-22/2027-10-23, separated by spaces: open though outside the windows or in a farm season
ALTER TABLE rotation_plan ADD COLUMN min_size INTEGER; -- people that a class needs at the least; NULL = as the parameters say
