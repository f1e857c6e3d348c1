export const TEXT = {
  search: '课程、类别',
  title: '场地与师资',
  hint: '学时按半天计，年度内容要照顾到七类。',
  add: '新增课程',
  empty: '课程库还没有课',
  emptyText: '党章党规、形势政策、农技等课登记在这里，排课表时直接选。',
  edit: '修改',
  remove: '删除',
  removeAsk: () => `已排进课表的课不受影响，以后不能再选它。`,
}
