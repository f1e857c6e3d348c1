export const TEXT = {
  title: '参数与日历',
  hint: '改动从生效日起算，以前的班次和学时不受影响。',
  tabParams: '参数',
  tabCalendar: '日历',
  valueHint: '单位：',
  sourceHint: '文件名称和条款，例如“县委组织部〔2027〕3号第二条”。以后核查时要用。',
  shipped: '程序自带',
  history: '历次数值',
}
