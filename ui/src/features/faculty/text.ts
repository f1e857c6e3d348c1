export const TEXT = {
  search: '姓名、单位、职称',
  title: '场地与师资',
  hint: '勾上“可带班”的人，才能当班主任。',
  add: '新增师资',
  empty: '师资库还没有人',
  emptyText: '讲课的和带班的人都登记在这里。勾上“可带班”，年度轮训时就能安排他当班主任。',
  edit: '修改',
  remove: '删除',
  removeAsk: () => `他讲过的课、带过的班不受影响，以后不能再选他。`,
}
