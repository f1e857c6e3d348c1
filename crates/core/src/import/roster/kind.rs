//! The columns of a roster.

use crate::fields::id_no::parse_id_no;
use crate::import::table::{FieldKey, FieldSpec, SheetKind};

/// 姓名
pub const NAME: FieldKey = "name";
/// 曾用名
pub const FORMER_NAME: FieldKey = "formerName";
/// 性别
pub const SEX: FieldKey = "sex";
/// 公民身份号码
pub const ID_NO: FieldKey = "idNo";
/// 民族
pub const NATION: FieldKey = "nation";
/// 出生日期
pub const BIRTH: FieldKey = "birth";
/// 学历
pub const EDU: FieldKey = "edu";
/// 学位
pub const DEGREE: FieldKey = "degree";
/// 人员类别
pub const CATEGORY: FieldKey = "category";
/// 所在党支部
pub const BRANCH: FieldKey = "branch";
/// 党小组
pub const PARTY_GROUP: FieldKey = "partyGroup";
/// 入党日期
pub const ADMITTED_ON: FieldKey = "admittedOn";
/// 转正日期
pub const FULL_SINCE: FieldKey = "fullSince";
/// 工作岗位
pub const JOB: FieldKey = "job";
/// 党内职务
pub const DUTY: FieldKey = "duty";
/// 手机号码
pub const PHONE: FieldKey = "phone";
/// 现居住地
pub const ADDRESS: FieldKey = "address";
/// 户籍所在地
pub const HOUSEHOLD: FieldKey = "household";
/// 籍贯
pub const NATIVE_PLACE: FieldKey = "nativePlace";
/// 党籍状态
pub const STATUS: FieldKey = "partyStatus";
/// 参训方式
pub const ATTEND_MODE: FieldKey = "attendMode";
/// 是否流动党员
pub const IS_MIGRANT: FieldKey = "isMigrant";
/// 外出流向
pub const MIGRANT_TO: FieldKey = "migrantTo";
/// 是否农民工
pub const IS_FARMER_WORKER: FieldKey = "isFarmerWorker";
/// 是否失联党员
pub const IS_OUT_OF_CONTACT: FieldKey = "isOutOfContact";
/// 备注
pub const REMARK: FieldKey = "remark";

/// The roster of members.
pub static ROSTER: SheetKind = SheetKind {
    code: "roster",
    label: "党员花名册",
    fields: FIELDS,
    identifying: &[NAME, ID_NO],
    telling: &[],
    foreign_groups: &["配偶", "家庭", "子女", "介绍人", "包联", "帮扶", "监护", "结对", "培养"],
};

static FIELDS: &[FieldSpec] = &[
    FieldSpec::new(NAME, "姓名", &["姓名", "党员姓名", "名字", "姓 名", "党员", "人员姓名", "学员姓名"]),
    FieldSpec::new(FORMER_NAME, "曾用名", &["曾用名", "曾用姓名", "原名", "又名"]),
    FieldSpec::new(SEX, "性别", &["性别", "男女"]),
    FieldSpec::new(
        ID_NO,
        "身份证号",
        &[
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "公民身份证号码",
            "公民身份证号",
            "身份证",
            "证件号码",
            "证件号",
            "居民身份证号码",
            "居民身份证号",
            "身份证件号码",
            "身份号码",
        ],
    )
    .sniffed(|text| parse_id_no(text).is_ok()),
    FieldSpec::new(NATION, "民族", &["民族"]),
    FieldSpec::new(BIRTH, "出生日期", &["出生日期", "出生年月", "出生年月日", "出生时间", "生日", "出生", "出生日"]),
    FieldSpec::new(EDU, "学历", &["学历", "文化程度", "最高学历", "学历层次", "文化", "受教育程度"]),
    FieldSpec::new(DEGREE, "学位", &["学位"]),
    FieldSpec::new(
        CATEGORY,
        "人员类别",
        &["人员类别", "党员类别", "政治面貌", "党员类型", "类别", "党员身份", "正式/预备", "正式预备", "是否正式党员"],
    ),
    FieldSpec::new(
        BRANCH,
        "所在党支部",
        &[
            "所在党支部",
            "所属支部",
            "所属党支部",
            "所在支部",
            "组织关系",
            "党支部",
            "支部",
            "支部名称",
            "党支部名称",
            "组织关系所在支部",
            "组织关系所在党支部",
            "组织关系所在单位",
            "所在党组织",
            "所属党组织",
            "党组织名称",
            "所在村",
            "村名",
            "村",
            "行政村",
            "单位",
            "所在单位",
            "村(社区)",
            "村社区",
            "所属村",
            "村别",
        ],
    )
    .fills_down(),
    FieldSpec::new(PARTY_GROUP, "党小组", &["党小组", "所在党小组", "所属党小组", "小组", "党小组名称", "组别"])
        .fills_down(),
    FieldSpec::new(
        ADMITTED_ON,
        "入党日期",
        &[
            "入党日期",
            "入党时间",
            "入党年月",
            "加入党组织日期",
            "加入党组织时间",
            "入党",
            "加入中共时间",
            "入党年月日",
            "接收预备党员时间",
        ],
    ),
    FieldSpec::new(
        FULL_SINCE,
        "转正日期",
        &[
            "转正日期",
            "转正时间",
            "转为正式党员日期",
            "转为正式党员时间",
            "转正",
            "转正年月",
            "转正年月日",
            "党员转正时间",
        ],
    ),
    FieldSpec::new(
        JOB,
        "工作岗位",
        &["工作岗位", "职业", "从事职业", "岗位", "工作单位", "工作单位及职务", "现从事职业"],
    ),
    FieldSpec::new(
        DUTY,
        "党内职务",
        &[
            "党内职务",
            "职务",
            "现任职务",
            "担任职务",
            "村内职务",
            "党内外职务",
            "村两委职务",
            "党内职位",
            "现任党内职务",
        ],
    )
    .multi(),
    FieldSpec::new(
        PHONE,
        "联系电话",
        &[
            "手机号码",
            "手机号",
            "手机",
            "联系电话",
            "电话",
            "联系方式",
            "电话号码",
            "移动电话",
            "固定电话",
            "本人电话",
            "联系手机",
            "注册手机号",
        ],
    )
    .multi(),
    FieldSpec::new(
        ADDRESS,
        "现居住地",
        &[
            "现居住地",
            "居住地",
            "家庭住址",
            "住址",
            "现住址",
            "地址",
            "居住地址",
            "家庭地址",
            "现居住地址",
            "常住地",
            "通讯地址",
        ],
    ),
    FieldSpec::new(HOUSEHOLD, "户籍所在地", &["户籍所在地", "户籍地", "户籍地址", "户口所在地", "户籍"]),
    FieldSpec::new(NATIVE_PLACE, "籍贯", &["籍贯"]),
    FieldSpec::new(STATUS, "党籍状态", &["党籍状态", "党籍", "党员状态"]),
    FieldSpec::new(ATTEND_MODE, "参训方式", &["参训方式", "培训方式", "是否送学上门", "送学上门"]),
    FieldSpec::new(IS_MIGRANT, "是否流动党员", &["是否流动党员", "流动党员", "是否流动", "是否外出", "是否外出流动"]),
    FieldSpec::new(
        MIGRANT_TO,
        "外出流向",
        &["外出流向", "外出地点", "流动去向", "流动地点", "流出地", "外出地", "外出去向", "流向", "务工地点"],
    ),
    FieldSpec::new(IS_FARMER_WORKER, "是否农民工", &["是否农民工", "农民工"]),
    FieldSpec::new(IS_OUT_OF_CONTACT, "是否失联党员", &["是否失联党员", "是否失联", "失联党员"]),
    FieldSpec::new(REMARK, "备注", &["备注", "说明", "备 注", "其他情况", "备注说明"]).multi(),
];
