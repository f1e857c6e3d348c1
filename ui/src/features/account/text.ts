export const TEXT = {
  title: '账号',
  hint: '一人一个账号，不要共用：谁改了什么会记在各自名下。',
  add: '新建账号',
  empty: '还没有别的账号',
  emptyText: '给每位班主任建一个账号，他们只看得到自己带的班。',
  reset: '重设密码',
  resetDone: '密码已重设，请当面告诉本人。',
  disable: '停用',
  disabled: '已停用',
  disableAsk: (name: string) => `停用后，${name}不能再登录；以前的记录不受影响。`,
  teacherHint: '选上师资库里的这个人，安排他带班后，班次才会出现在他的首页。',
}
