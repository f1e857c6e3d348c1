ORDER BY b.sort, b.short_name, m.pinyin, m.id
LIMIT :limit OFFSET :offset
