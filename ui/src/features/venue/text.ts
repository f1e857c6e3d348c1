export const TEXT = {
  search: '名称、所在村、管理人',
  title: '场地与师资',
  hint: '座位数决定一个班能排多少人。',
  add: '新增场地',
  empty: '还没有场地',
  emptyText: '镇会场、教室、村会场和现场教学点都登记在这里，年度轮训按座位数排班。',
  edit: '修改',
  remove: '删除',
  removeAsk: () => `已排好的课不受影响，以后不能再选它。`,
}
