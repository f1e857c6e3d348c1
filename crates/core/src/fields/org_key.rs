//! One key for the many names of a branch (党支部名称).

use super::squeeze;

/// `XX村支部`, `XX村党支部` and `中共XX县XX镇XX村支部委员会` have the same key, `XX`.
///
/// The key is for comparing alone; it is never shown or stored as a name. Empty for a text without a name.
#[must_use]
pub fn org_key(name: &str) -> String {
    let plain: String = squeeze(name)
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '"' | '\'' | '“' | '”' | '·' | '-' | '—' | ':' | '、'))
        .map(digit)
        .collect();
    let mut key = plain.as_str();
    for head in ["中国共产党", "中共"] {
        key = key.strip_prefix(head).unwrap_or(key);
    }
    key = without_tail(key);
    key = without_region(key);
    for head in ["镇", "乡"] {
        if let Some(rest) = key.strip_prefix(head)
            && ["机关", "政府", "直", "中学", "中心", "卫生", "敬老", "小学", "供销", "财政"]
                .iter()
                .any(|unit| rest.starts_with(unit))
        {
            key = rest;
        }
    }
    let stem = ["行政村", "村"].iter().find_map(|tail| key.strip_suffix(tail)).filter(|stem| stem.chars().count() >= 2);
    stem.unwrap_or(key).to_owned()
}

fn digit(c: char) -> char {
    match c {
        '一' => '1',
        '二' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        c => c,
    }
}

/// Without 党支部委员会, 支部, 总支, 委员会 and the like, as often as they stand at the end.
fn without_tail(name: &str) -> &str {
    const TAILS: [&str; 18] = [
        "村民委员会",
        "居民委员会",
        "支部委员会",
        "总支部委员会",
        "总支委员会",
        "委员会",
        "党支部",
        "党总支部",
        "党总支",
        "联合支部委员会",
        "联合党支部",
        "联合支部",
        "总支部",
        "支部",
        "总支",
        "支委会",
        "村委会",
        "居委会",
    ];
    let mut key = name;
    loop {
        let shorter = TAILS.iter().filter_map(|tail| {
            // 村委会 is a tail, its 村 is not; what stays must still be a name.
            let stem = key.strip_suffix(tail)?;
            Some(stem.strip_suffix("党").filter(|rest| !rest.is_empty()).unwrap_or(stem))
        });
        match shorter.filter(|stem| !stem.is_empty()).min_by_key(|stem| stem.len()) {
            Some(stem) => key = stem,
            None => return key,
        }
    }
}

/// Without province, county and town in front: through the last 镇, 乡 or 街道, else 县, that a name follows.
fn without_region(name: &str) -> &str {
    let cut = |marks: &[&str]| {
        marks
            .iter()
            .filter_map(|mark| name.rfind(mark).filter(|at| *at > 0).map(|at| at + mark.len()))
            .filter(|at| name.get(*at..).is_some_and(|rest| rest.chars().count() >= 2))
            .max()
    };
    let at = cut(&["镇", "乡", "街道", "办事处"]).or_else(|| cut(&["县", "市"]));
    at.and_then(|at| name.get(at..)).unwrap_or(name)
}
