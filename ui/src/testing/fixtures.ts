import type { Commands, MemberRow, SessionStatus, SyncStatus } from '@/bindings'

type Handlers = { [N in keyof Commands]?: (request: Commands[N]['request']) => Commands[N]['answer'] }
/** A Tuesday in March 2027, 10:32 in Beijing. */
const NOW = Date.parse('2027-03-09T02:32:00Z')
const BRANCHES = ['瓦拉村党支部', '尔觉村党支部', '联合村党支部', '机关党支部', '中心校党支部', '阿普村党支部']
const NAMES = ['阿措拉且', '王建国', '吉克木嘎', '李秀英', '沙马尔古', '张伟', '曲比阿英', '单学文', '陈䶮', '木乃日洛', '赵桂兰', '俄木石布']

/** Synthetic people only. */
export function person(i: number): MemberRow {
  const branch = i % BRANCHES.length
  return {
    id: `m${i}`, name: NAMES[i % NAMES.length] ?? '', sex: i % 3 ? 'male' : 'female', idNoMasked: `513***********${String(1000 + i).slice(-4)}`,
    phoneMasked: `138****${String(1000 + i).slice(-4)}`, branchId: `b${branch}`, branchName: BRANCHES[branch] ?? '', groupName: null,
    category: i % 17 ? 'full' : 'probationary', attendMode: i % 11 === 0 ? 'migrant' : i % 13 === 0 ? 'doorstep' : 'normal',
    duties: i % 20 === 0 ? ['secretary', 'village_head'] : [], birth: `19${60 + (i % 39)}-0${1 + (i % 9)}`, education: i % 4 ? '初中' : '大专',
    admittedOn: `20${10 + (i % 15)}-07-01`, isMigrant: i % 11 === 0,
  }
}

const sync: SyncStatus = {
  state: 'agreed', countyName: '某某县委组织部', countyUrl: 'https://county.example', pending: 3, conflicts: 0, parked: 0,
  lastSuccessAt: NOW - 300_000, lastError: null, nextTryAt: NOW + 60_000, progress: null, deviceLabel: '党建办一号机', differences: [],
}

function session(mode: string): SessionStatus {
  const base = { townshipName: '瓦拉乡', logins: ['dangxiao', 'jike'], retryAfterSeconds: 0, version: '0.1.0', dataDir: '/home/user/.local/share/lunxun', shell: 'http' as const }
  if (mode === 'fresh') return { ...base, state: 'fresh', townshipName: null, logins: [], actor: null }
  if (mode === 'locked') return { ...base, state: 'locked', actor: null }
  const isTeacher = mode === 'teacher'
  return { ...base, state: 'open', actor: { accountId: 'a1', name: isTeacher ? '吉克阿英' : '王秀兰', role: isTeacher ? 'head_teacher' : 'admin', facultyId: null } }
}

const classes = [
  { id: 'c1', no: 3, name: '第3期党员轮训班', state: 'running' as const, startsOn: '2027-03-09', endsOn: '2027-03-10', headName: '吉克阿英', deputyName: '张伟', roomName: '镇会场', enrolled: 58, attendancePercent: null, myTask: '点上午的名' },
  { id: 'c2', no: 4, name: '第4期党员轮训班', state: 'notified' as const, startsOn: '2027-03-16', endsOn: '2027-03-17', headName: '李秀英', deputyName: '张伟', roomName: '镇会场', enrolled: 61, attendancePercent: null, myTask: null },
]

export function handlers(mode: string): Handlers {
  let status = session(mode)
  const open = () => (status = session(''))
  const isEmpty = mode === 'empty'
  const groups = ['7K2M', 'Q9XD', 'H4TN', 'B6WR', '3VJC', 'P8FZ', 'M5YG', 'E2SA', 'X7QD']
  return {
    'session.status': () => status,
    'session.lock': () => (status = session('locked')),
    'session.unlock': (request) => {
      if (request.password.length < 4) throw { code: 'forbidden', message: '登录名或密码不对。再错 2 次要等 30 秒。', field: null }
      return open()
    },
    'session.recover': () => (open(), { recoveryKeyGroups: groups, recoveryKeyPage: null }),
    'setup.create': () => (open(), { recoveryKeyGroups: groups, recoveryKeyPage: null }),
    'setup.join': () => (open(), { recoveryKeyGroups: groups, recoveryKeyPage: null, townshipName: '瓦拉乡', pulled: 1312 }),
    'sync.status': () => (isEmpty ? { ...sync, state: 'not_enrolled', countyName: null, countyUrl: null, pending: 0, lastSuccessAt: null } : sync),
    'sync.now': () => ({ ...sync, pending: 0 }),
    'sync.enrol': () => sync,
    'home.overview': () => ({
      year: 2027, today: '2027-03-09', classes: { running: 1, upcoming: 8, toClose: 0 }, myClasses: isEmpty ? [] : classes,
      coverage: isEmpty ? null : { numerator: 118, denominator: 1087, percent: '10.86%', listKey: 'covered' },
      hours: isEmpty ? null : { numerator: 96, denominator: 1143, percent: '8.40%', listKey: 'hours_met' },
      roster: isEmpty ? { members: 0, migrants: 0, doorstep: 0, problems: 0 } : { members: 1200, migrants: 141, doorstep: 57, problems: 12 },
      due: isEmpty ? [] : [
        { key: 'roll', title: '第3期上午还没有点名', detail: '今天上午，58 人，镇会场', severity: 'urgent', route: '/classes/c1', count: 58 },
        { key: 'conflict', title: '同步有冲突要选定', detail: '两台电脑改了同一处', severity: 'warn', route: '/sync', count: 2 },
        { key: 'ids', title: '身份证号校验不对', detail: '名册里这些人要核对', severity: 'warn', route: '/members', count: 12 },
        { key: 'plan', title: '第4期还没有发调训通知', detail: '3月16日开班', severity: 'info', route: '/classes/c2', count: 61 },
      ],
    }),
    'home.names': (request) => ({
      title: { covered: '已参训', not_covered: '还没有参训', hours_met: '学时达标', hours_short: '学时不足', migrants: '流动党员', doorstep: '送学上门', roster_problems: '名册有疑问' }[request.listKey],
      rows: Array.from({ length: 118 }, (_, i) => ({ memberId: person(i).id, name: person(i).name, branchName: person(i).branchName, detail: '第2期，已结业' })),
      numerator: 118, denominator: 1087,
    }),
    'member.list': (request) => {
      const total = isEmpty ? 0 : 1200
      const all = Array.from({ length: total }, (_, i) => person(i)).filter((m) => !request.query || m.name.includes(request.query))
      return { rows: all.slice(request.offset, request.offset + request.limit), filtered: all.length, total }
    },
  }
}
