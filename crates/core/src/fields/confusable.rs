//! Characters that people write for one another (形近字): one key for all spellings of a name.
//!
//! **Source**: simplified and traditional or variant forms after 通用规范汉字表, annex 1 (docs/sources.md#hanzi-2013);
//! characters of nearly the same shape are the project's own list of what is mistyped in names.

/// Groups of which the first stands for all.
const ALIKE: &[&str] = &[
    "己已巳",
    "末未",
    "士土",
    "日曰",
    "戊戌戍",
    "甲申由田",
    "睛晴",
    "天夭夫",
    "干千于",
    "人入",
    "大太犬",
    "王玉",
    "陈阵",
    "杨扬",
    "柏伯",
    "洪供",
    "冶治",
    "沈沉",
    "汪注",
    "浩洁",
    "滢莹",
    "梅海",
    "桂佳",
    "秀莠",
    "兰蓝",
    "燕艳",
    "辉晖",
    "建健",
    "志智",
    "红虹",
    "明朋",
    "宏弘",
    "玲铃",
    "瑞端",
    "微徽",
    "恒桓",
    "候侯",
    "萧肖",
    "阎闫",
    "傅付",
    "戴代",
    "邱丘",
    "翟瞿",
    "储褚",
    "祁祈",
    "岳嶽",
    "喆哲",
    "堃坤",
    "昇升",
    "峯峰",
    "群羣",
    "淼森",
    "云雲",
    "张張",
    "陈陳",
    "刘劉",
    "赵趙",
    "杨楊",
    "黄黃",
    "吴吳呉",
    "孙孫",
    "马馬",
    "郑鄭",
    "罗羅",
    "冯馮",
    "邓鄧",
    "许許",
    "韩韓",
    "贾賈",
    "谭譚",
    "卢盧",
    "蒋蔣",
    "龙龍",
    "万萬",
    "钱錢",
    "汤湯",
    "顾顧",
    "庞龐",
    "谢謝",
    "叶葉",
    "苏蘇",
    "国國",
    "华華",
    "兴興",
    "东東",
    "凤鳳",
    "丽麗",
    "荣榮",
    "军軍",
    "伟偉",
    "强強",
    "贵貴",
    "银銀",
    "铁鐵",
    "学學",
];

/// A name with every character replaced by the first of its group.
#[must_use]
pub fn shape_key(name: &str) -> String {
    let one = |c: char| {
        let group = ALIKE.iter().find(|group| group.contains(c));
        group.and_then(|group| group.chars().next()).unwrap_or(c)
    };
    // A group's first may stand in an earlier group; the second round leads there.
    name.chars().map(|c| one(one(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (a, b) in [("张建国", "張健国"), ("陈晴", "陳睛"), ("王玉兰", "玉王蓝"), ("肖军", "萧軍")]
        {
            assert_eq!(shape_key(a), shape_key(b), "{a} {b}");
        }
        assert_ne!(shape_key("张三"), shape_key("李四"));
        for group in ALIKE {
            let keys: Vec<String> = group.chars().map(|c| shape_key(&c.to_string())).collect();
            assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{group}: {keys:?}");
        }
    }
}
