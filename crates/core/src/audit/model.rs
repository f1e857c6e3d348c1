/// What a clerk calls a command; its own name where there is no word.
#[must_use]
pub fn command_label(command: &str) -> String {
    let label = match command {
        "setup.create" => "新建乡镇",
        "setup.join" => "加入乡镇",
        "session.unlock" => "登录",
        "session.lock" => "锁定",
        "session.recover" => "用恢复密钥重设密码",
        "sync.enrol" => "接入县里",
        "backup.make" => "备份",
        "paper.list" => "打印名单",
        "paper.sign_in_sheet" => "打印签到表",
        "paper.appraisal_form" => "打印鉴定表",
        "paper.recovery_key" => "重新生成恢复密钥",
        "store.upgrade" => "程序升级",
        "member.save" => "保存党员",
        "member.reveal" => "查看完整号码",
        "member.delete" => "删除党员",
        "member.set_attend_mode" => "修改参训方式",
        "dedupe.merge" => "合并重复档案",
        "dedupe.unmerge" => "恢复为两份档案",
        "dedupe.dismiss" => "确认不是同一人",
        "dedupe.settle" => "整理合并后到的记录",
        "import.commit" => "导入",
        "org.save" => "保存组织",
        "org.delete" => "删除组织",
        "params.set" => "修改参数",
        "calendar.save" | "calendar.delete" | "calendar.fill_defaults" => "修改不排班日",
        "venue.save" | "venue.delete" => "修改场地",
        "faculty.save" | "faculty.delete" => "修改师资",
        "course.save" | "course.delete" => "修改课程",
        "rotation.create" => "编制轮训计划",
        "rotation.replan" => "重排轮训计划",
        "rotation.move" => "调整轮训人员",
        "rotation.confirm" => "确认轮训计划",
        "class.save" => "保存班次",
        "class.advance" => "班次状态",
        "class.close" => "结班",
        "class.amend" => "更正单",
        "class.waive" => "免除结班项",
        "attendance.mark" | "attendance.all_present" => "点名",
        "attendance.did_not_happen" => "未上课",
        "exam.set_marks" => "录入成绩",
        "exam.set_scheme" => "考核办法",
        "appraisal.draft" => "生成鉴定",
        "appraisal.save" => "保存鉴定",
        "conduct.add" | "conduct.delete" => "在校表现",
        "enrollment.add" | "enrollment.set_state" | "enrollment.remove" => "学员名单",
        "hours.add" => "补录学时",
        "hours.reverse" => "冲销学时",
        "audit.undo" => "撤销",
        "sync.apply" => "同步收到",
        "conflict.resolve" => "处理冲突",
        "account.create" | "account.disable" | "account.reset_password" | "account.change_password" => "账号管理",
        "rotation.lock" | "rotation.lock_class" | "rotation.move_class" | "rotation.delete" => "调整轮训计划",
        "timetable.save_lesson" | "timetable.delete_lesson" | "timetable.fill_default" => "课程表",
        "leave.add" | "leave.cancel" | "leave.returned" => "请假",
        "enrollment.set_venue" => "学员名单",
        other => return other.to_owned(),
    };
    label.to_owned()
}

/// What a clerk calls a detail that an action noted besides records.
#[must_use]
pub fn note_label(name: &str) -> &str {
    match name {
        "field" => "项目",
        "reason" => "用途",
        other => other,
    }
}
