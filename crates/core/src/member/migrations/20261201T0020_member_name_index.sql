-- Nobody is looked for by name in the file any more: the search keeps its keys in memory.
DROP INDEX member_name;
