export const TEXT = {
  title: '审计与撤销',
  operations: '操作与撤销',
  entries: '逐条记录',
  hint: '每一次改动都在这里，谁也删不掉。',
  undo: '撤销',
  undone: '已撤销',
  empty: '还没有任何改动',
  emptyText: '导入、修改、考勤等每一步操作都会记在这里，当天做错的可以整步撤销。',
  undoAsk: (label: string, changes: number) => `“${label}”这一步改了 ${changes} 处，会一起退回。之后又改过的地方保留新值，不会丢。`,
  restored: (count: number) => `已退回 ${count} 条。`,
  kept: '下面这些后来又改过，保留了新值：',
}
