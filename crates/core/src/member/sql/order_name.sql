ORDER BY m.pinyin, m.name, m.id
LIMIT :limit OFFSET :offset
