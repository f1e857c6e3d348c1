//! The tables of 青山镇.

use super::{Course, Venue};

/// Units, how many members, and the stored word of the branch: 25 villages, then organs, schools and enterprises.
pub const BRANCHES: [(&str, usize, &str); 31] = [
    ("柳河村", 62, "branch"),
    ("石桥村", 58, "branch"),
    ("大槐树村", 56, "branch"),
    ("东岭村", 54, "branch"),
    ("西岭村", 52, "branch"),
    ("南沟村", 50, "branch"),
    ("北坡村", 49, "branch"),
    ("上河村", 48, "branch"),
    ("下河村", 47, "branch"),
    ("清泉村", 46, "branch"),
    ("杨树湾村", 45, "branch"),
    ("白沙村", 44, "branch"),
    ("双井村", 43, "branch"),
    ("马家坪村", 42, "branch"),
    ("黄土岗村", 41, "branch"),
    ("桃园村", 40, "branch"),
    ("梨花村", 39, "branch"),
    ("青石村", 38, "branch"),
    ("红星村", 37, "branch"),
    ("前进村", 36, "branch"),
    ("新庄村", 35, "branch"),
    ("龙潭村", 34, "branch"),
    ("松林村", 33, "branch"),
    ("竹园村", 32, "branch"),
    ("小寨村", 31, "branch"),
    ("机关", 38, "branch"),
    ("中心学校", 24, "branch"),
    ("卫生院", 16, "branch"),
    ("直单位", 12, "joint_branch"),
    ("翠峰茶业有限公司", 10, "branch"),
    ("供销社", 8, "branch"),
];

/// One main hall, two classrooms, four village venues (村会场).
pub const VENUES: [Venue; 7] = [
    Venue { name: "镇党校报告厅", kind: "main_hall", village: "", seats: 118, keeper: "党校办公室" },
    Venue { name: "党校一楼教室", kind: "classroom", village: "", seats: 60, keeper: "党校办公室" },
    Venue { name: "党校二楼教室", kind: "classroom", village: "", seats: 48, keeper: "党校办公室" },
    Venue {
        name: "柳河村党群服务中心", kind: "village_venue", village: "柳河村", seats: 70, keeper: "柳河村支部"
    },
    Venue {
        name: "石桥村文化礼堂", kind: "village_venue", village: "石桥村", seats: 80, keeper: "石桥村支部"
    },
    Venue {
        name: "东岭村会议室", kind: "village_venue", village: "东岭村", seats: 50, keeper: "东岭村支部"
    },
    Venue {
        name: "清泉村会议室", kind: "village_venue", village: "清泉村", seats: 45, keeper: "清泉村支部"
    },
];

/// Kind, title, unit, can be head teacher: eight who can, five who only teach.
pub(super) const TEACHERS: [(&str, &str, &str, bool); 13] = [
    ("full_time", "高级讲师", "青山镇党校", true),
    ("full_time", "讲师", "青山镇党校", true),
    ("full_time", "讲师", "青山镇党校", true),
    ("full_time", "助理讲师", "青山镇党校", true),
    ("part_time", "", "青山镇党建办公室", true),
    ("part_time", "", "青山镇党建办公室", true),
    ("part_time", "", "青山镇纪委", true),
    ("part_time", "", "青山镇农业服务中心", true),
    ("party_lecturer", "讲师", "县委党校", false),
    ("party_lecturer", "副教授", "县委党校", false),
    ("external", "主任科员", "县司法局", false),
    ("local_expert", "农艺师", "柳河村果业合作社", false),
    ("local_expert", "种植能手", "石桥村", false),
];

/// Eight courses over the seven fields of training content. The instructor is a position among the faculty.
pub const COURSES: [Course; 8] = [
    Course {
        title: "党的创新理论专题辅导",
        category: "theory",
        practical_percent: 0,
        scope: "common",
        focus: "general",
        credit_tenths: 40,
        instructor: 9,
    },
    Course {
        title: "党员政治训练",
        category: "political",
        practical_percent: 20,
        scope: "common",
        focus: "general",
        credit_tenths: 40,
        instructor: 8,
    },
    Course {
        title: "党章党规党纪",
        category: "constitution_discipline",
        practical_percent: 0,
        scope: "common",
        focus: "general",
        credit_tenths: 40,
        instructor: 6,
    },
    Course {
        title: "农村常用法律",
        category: "constitution_discipline",
        practical_percent: 30,
        scope: "common",
        focus: "special",
        credit_tenths: 40,
        instructor: 10,
    },
    Course {
        title: "为民服务与群众工作方法",
        category: "purpose",
        practical_percent: 50,
        scope: "individual",
        focus: "general",
        credit_tenths: 40,
        instructor: 4,
    },
    Course {
        title: "革命传统教育现场课",
        category: "revolution",
        practical_percent: 80,
        scope: "common",
        focus: "general",
        credit_tenths: 40,
        instructor: 0,
    },
    Course {
        title: "乡村振兴形势与政策",
        category: "policy",
        practical_percent: 10,
        scope: "common",
        focus: "general",
        credit_tenths: 40,
        instructor: 7,
    },
    Course {
        title: "果树种植与病虫害防治",
        category: "skills",
        practical_percent: 70,
        scope: "individual",
        focus: "special",
        credit_tenths: 40,
        instructor: 11,
    },
];

/// The name of a made-up village; all of the first 9,000 differ.
pub(super) fn village(at: usize) -> String {
    const FIRST: [&str; 30] = [
        "柳", "石", "槐", "松", "竹", "桃", "梨", "杏", "枣", "榆", "杨", "梅", "青", "白", "黄", "红", "金", "银",
        "龙", "凤", "马", "牛", "羊", "鹿", "鹤", "泉", "溪", "云", "霞", "月",
    ];
    const SECOND: [&str; 30] = [
        "河", "桥", "岭", "沟", "坡", "湾", "井", "坪", "岗", "园", "庄", "潭", "林", "寨", "滩", "口", "洼", "崖",
        "塘", "堰", "渡", "台", "峪", "坝", "营", "屯", "铺", "店", "窑", "垛",
    ];
    const THIRD: [&str; 10] = ["", "东", "西", "南", "北", "中", "前", "后", "新", "老"];
    let part = |list: &[&'static str], at: usize| list.get(at % list.len()).copied().unwrap_or_default();
    let (first, second) = (part(&FIRST, at), part(&SECOND, at / FIRST.len()));
    format!("{}{first}{second}村", part(&THIRD, at / (FIRST.len() * SECOND.len())))
}
