export const TEXT = {
  title: '组织机构',
  hint: '党支部决定排班怎样分批、书记归谁。',
  addBranch: '新增组织',
  addGroup: '加党小组',
  empty: '还没有党支部',
  emptyText: '先建好党支部，再导入名册；导入时也可以按表格里的支部名自动新建。',
  deleteAsk: '只能删除没有党员、没有下级的组织。删除后可在“审计与撤销”里撤回。',
  shortHint: '留空则按全称自动取，例如“柳河村支部”',
}
