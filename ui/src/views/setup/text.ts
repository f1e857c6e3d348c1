export const TEXT = {
  welcome: '欢迎使用轮训通',
  intro: '第一次打开，先在这台电脑上建立数据库。所有数据加密保存在本机，没有网络也能用。',
  create: '新建乡镇',
  createHint: '本乡镇第一台使用轮训通的电脑。',
  join: '加入已有乡镇',
  joinHint: '别的电脑已经在用。需要县里发的一次性登记码。',
  place: '数据保存在：',
  keyTitle: '请抄好恢复密钥',
  created: '数据库已建好。',
  joined: (town: string, pulled: number) => `已接入${town}，取回 ${pulled} 条记录。`,
  urlExample: 'https://…',
}
