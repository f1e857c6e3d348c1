-- What the sheet that brought a member wrote where a code is kept: lines such as 民族：汉族←汉.
ALTER TABLE member ADD COLUMN originals TEXT;
