//! How alike two names and two ID numbers are (疑似同一人): what a slip of hearing, sight or typing makes of them.
//!
//! Pure and cheap: callers compare a name with the few others that share a key with it, not with everybody.

use super::pinyin::readings;

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameLikeness {
    /// The same characters, middle dots and spaces apart.
    pub same: bool,
    /// Some reading of both is the same (同音).
    pub same_pinyin: bool,
    /// They differ only in characters that are taken for each other by sight, or that are written both ways (形近).
    pub look_alike: bool,
    /// The same characters in another order (字序颠倒).
    pub swapped: bool,
    /// One character is different, missing or too many, surnames being the same.
    pub one_character_off: bool,
}

impl NameLikeness {
    /// Whether a slip may have made one of the other.
    #[must_use]
    pub const fn is_close(self) -> bool {
        self.same || self.same_pinyin || self.look_alike || self.swapped || self.one_character_off
    }

    /// What a person reads; `None` when they are not alike.
    #[must_use]
    pub const fn label(self) -> Option<&'static str> {
        Some(match self {
            Self { same: true, .. } => "姓名相同",
            Self { look_alike: true, .. } => "姓名形近",
            Self { same_pinyin: true, .. } => "姓名同音",
            Self { swapped: true, .. } => "姓名字序颠倒",
            Self { one_character_off: true, .. } => "姓名相差一字",
            _ => return None,
        })
    }
}

/// How alike two ID numbers of 18 characters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdLikeness {
    /// Equal.
    Same,
    /// Two neighbouring digits change places (相邻两位颠倒).
    Transposed,
    /// One digit differs (一位不同).
    OneDigit,
    /// Two digits differ: one wrong digit, and the check digit made to fit it.
    TwoDigits,
    /// Everything but the area code, or everything but the birthday, is the same.
    SamePart,
    /// Two people's.
    Different,
}

impl IdLikeness {
    /// What a person reads; `None` when they are not alike.
    #[must_use]
    pub const fn label(self) -> Option<&'static str> {
        Some(match self {
            Self::Same => "身份证号相同",
            Self::Transposed => "身份证号相邻两位颠倒",
            Self::OneDigit => "身份证号只差一位",
            Self::TwoDigits => "身份证号差两位",
            Self::SamePart => "身份证号大部分相同",
            Self::Different => return None,
        })
    }
}

/// Compares two names.
#[must_use]
pub fn name_likeness(a: &str, b: &str) -> NameLikeness {
    let (a, b) = (bare(a), bare(b));
    if a.is_empty() || b.is_empty() {
        return NameLikeness::default();
    }
    if a == b {
        return NameLikeness { same: true, same_pinyin: true, ..NameLikeness::default() };
    }
    let same_length = a.len() == b.len();
    let mut pairs = a.iter().zip(&b).filter(|(a, b)| a != b);
    let look_alike = same_length && pairs.clone().all(|(a, b)| looks_like(*a, *b));
    let sounds = same_length && pairs.clone().all(|(a, b)| sounds_like(*a, *b));
    let (mut one, mut two) = (a.clone(), b.clone());
    one.sort_unstable();
    two.sort_unstable();
    let same_surname = a.first() == b.first();
    let one_off = match a.len().abs_diff(b.len()) {
        0 => a.len() > 1 && pairs.next().is_some() && pairs.next().is_none(),
        1 => is_one_shorter(&a, &b) || is_one_shorter(&b, &a),
        _ => false,
    };
    NameLikeness {
        same: false,
        same_pinyin: sounds,
        look_alike,
        swapped: same_length && one == two,
        one_character_off: one_off && same_surname && a.len().max(b.len()) > 2,
    }
}

/// Compares two ID numbers.
#[must_use]
pub fn id_likeness(a: &str, b: &str) -> IdLikeness {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != 18 || b.len() != 18 {
        return if a == b && !a.is_empty() { IdLikeness::Same } else { IdLikeness::Different };
    }
    let off: Vec<usize> = (0..18).filter(|at| a.get(*at) != b.get(*at)).collect();
    let is_swap = |x: usize, y: usize| y == x + 1 && a.get(x) == b.get(y) && a.get(y) == b.get(x);
    match off.as_slice() {
        [] => IdLikeness::Same,
        [x, y] if is_swap(*x, *y) => IdLikeness::Transposed,
        [x, y, 17] if is_swap(*x, *y) => IdLikeness::Transposed,
        [_] => IdLikeness::OneDigit,
        // Neighbours in a township have numbers that differ in the serial and the check digit: that is two people.
        [x, 17] if *x < 14 => IdLikeness::TwoDigits,
        off if off.iter().all(|at| *at < 6 || *at == 17) => IdLikeness::SamePart,
        off if off.len() <= 4 && off.iter().all(|at| (6..14).contains(at) || *at == 17) => IdLikeness::SamePart,
        _ => IdLikeness::Different,
    }
}

/// Whether two characters share a reading.
#[must_use]
pub fn sounds_like(a: char, b: char) -> bool {
    if a == b {
        return true;
    }
    let theirs = readings(b);
    readings(a).iter().any(|reading| theirs.contains(reading))
}

/// Whether two characters are taken for each other by sight, or are two ways of writing one.
#[must_use]
pub fn looks_like(a: char, b: char) -> bool {
    a == b || groups().any(|group| group.contains(a) && group.contains(b))
}

/// The first of the group in which a character is taken for another: equal for characters that look alike in one
/// group. For keys under which names are gathered.
#[must_use]
pub fn look_key(c: char) -> char {
    groups().find(|group| group.contains(c)).and_then(|group| group.chars().next()).unwrap_or(c)
}

fn bare(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric() && *c != '·').collect()
}

fn is_one_shorter(short: &[char], long: &[char]) -> bool {
    if short.len() + 1 != long.len() {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short.get(same..) == long.get(same + 1..)
}

fn groups() -> impl Iterator<Item = &'static str> {
    LOOK_ALIKE.split(' ')
}

/// Characters of names that offices take for each other, and those written both ways since the second simplification.
const LOOK_ALIKE: &str = "\
    己已巳 戊戌戍 未末 土士 人入八 日曰 干千于 天夭夫 大太犬 午牛 王玉主 由甲申田 晴睛 \
    侯候 茶荼 冶治 洗冼 崔催 崇祟 卢户 俊峻骏竣浚 清情请 玲铃岭羚伶 瑶遥谣 辉晖挥 婷停 \
    娟捐涓 锋峰烽 杨扬 肖萧 付傅 阎闫 戴代 蓝兰 建健 林琳 彬斌 洋详 栋拣 平萍苹 梅海 \
    霞霜 春舂 珍诊 李季 郎朗 浩皓 波坡 泽译择 凯恺 旭旮 宇字 思恩 恒桓 博搏 培陪 堂棠 \
    孟盂 官宫 宣宜 希布 广厂 延廷 彤肜 微徽 志忘 怡恰 斐裴 昌冒 明朋 景影 木本术 朱未 \
    松枞 柏拍 柱桂 桃挑 梁粱 欣掀 欧鸥 永水 江汪 沈枕 涂徐 灵炙 烨晔 牧收 珊删 瑞端 \
    白百自 石右 祖租 简筒 缘绿 维唯 美姜 育肓 金全 钢刚纲 阳阴 陈阵 霄宵 鸣鸥 龙尤 \
    元无 卫上 亮亳 伟纬 佳住 俞愈 倩情 光先 兵乒 凤风 勇湧 卜下 却邵 历厉 吉古 吕昌 \
    哲誓 夏复 安按 岳缶 帅师 庄压 庚康 弘泓 成戍 拥佣 敬敏 易昜 智知 曼蔓 枫风 桦华 \
    沛柿 洪烘 淮准 湘厢 炜伟 焕涣 琪棋祺淇 琼谅 环坏 瑜愉喻渝 璐露 睿容 祥详 秀香 竟竞 \
    粟栗 绍招 罡罢 莉利 芝兰 苑宛 莹萤 蔡察 袁哀 裘袭 覃谭 辛幸 迪油 郝赫 郭敦 鑫金 \
    钰玉 铭名 闰润 陆陕 霖淋 韦书 颖颍 鹏朋 黄寅 齐斋 於于 昇升 陞升 祐佑 勛勋 彙汇 \
    註注 峯峰 堃坤 喆哲 甦苏 仝同 邱丘 贠员 佘余 汆氽 茆茅 荀苟 刁刀 冉再 尹伊 殳殁 \
    芦卢 贾价 藤滕 暴爆 晏宴 惠慧 荣容 忻欣 玮伟 芮苪 曲由 曹遭 粱粮";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_like_what_a_slip_makes_of_it() {
        let close = |a, b| name_likeness(a, b).label();
        assert_eq!(close("张三", "张 三"), Some("姓名相同"));
        assert_eq!(close("买买提·艾山", "买买提艾山"), Some("姓名相同"));
        assert_eq!(close("李建国", "李健国"), Some("姓名形近"));
        assert_eq!(close("肖红", "萧红"), Some("姓名形近"));
        assert_eq!(close("王丽华", "王莉桦"), Some("姓名同音"));
        assert_eq!(close("曾志伟", "曾伟志"), Some("姓名字序颠倒"));
        assert_eq!(close("陈小明", "陈明"), Some("姓名相差一字"));
        assert_eq!(close("陈小明", "陈大明"), Some("姓名相差一字"));
        assert_eq!(close("陈明", "陈刚"), None, "half of a name of two characters is too little");
        assert_eq!(close("陈小明", "林小明"), None, "another surname is another family");
        assert_eq!(close("单雪", "善雪"), Some("姓名同音"), "a surname is heard in its own reading");
        assert_eq!(close("", "张三"), None);
    }

    #[test]
    fn an_id_number_is_like_what_a_typist_makes_of_it() {
        let like = id_likeness;
        assert_eq!(like("41112219740312001X", "41112219740312001X"), IdLikeness::Same);
        assert_eq!(like("41112219740312001X", "41112219743012001X"), IdLikeness::Transposed);
        assert_eq!(like("41112219740312001X", "41112219740312081X"), IdLikeness::OneDigit);
        assert_eq!(like("41112219740312001X", "411122197503120012"), IdLikeness::TwoDigits);
        assert_eq!(like("41112219740312001X", "411122197403120028"), IdLikeness::Different, "the next in the register");
        assert_eq!(like("41112219740312001X", "411221197403120012"), IdLikeness::SamePart, "another area code");
        assert_eq!(like("41112219740312001X", "41112219801120453X"), IdLikeness::Different);
        assert_eq!(like("", ""), IdLikeness::Different);
    }

    #[test]
    fn likeness_does_not_depend_on_the_order() {
        for (a, b) in [("陈小明", "陈明"), ("王丽华", "王莉桦"), ("李建国", "李健国"), ("单于", "善雪")]
        {
            assert_eq!(name_likeness(a, b), name_likeness(b, a));
        }
    }
}
