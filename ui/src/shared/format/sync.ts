import type { SyncStatusView } from '@/bindings'
import { formatAgo } from './dates'
import { formatCount } from './numbers'

export type SyncWords = { short: string; long: string; tone: 'good' | 'warn' | 'bad' | 'soft'; icon: string }

/** The state of synchronisation in words for the desk. 已同步 is said only when both sides compared. */
export function syncWords(status: SyncStatusView, now: number): SyncWords {
  const ago = formatAgo(status.lastSuccessAt, now)
  const waiting = status.pending ? `有 ${formatCount(status.pending)} 项改动等着送到县里。` : ''
  if (status.conflicts > 0) {
    return { short: `${status.conflicts} 处要核对`, long: `有 ${status.conflicts} 处两边改得不一样，请选定一个。`, tone: 'bad', icon: '⚠' }
  }
  switch (status.state) {
    case 'not_enrolled':
      return { short: '未接入县里', long: '这台电脑还没有接入县级服务，数据只在本机。', tone: 'soft', icon: '○' }
    case 'offline':
      return { short: status.pending ? `离线，${formatCount(status.pending)} 项待传` : '离线', long: `现在连不上县里，照常工作即可，连上后自动同步。${waiting}上次同步：${ago}。`, tone: 'warn', icon: '○' }
    case 'syncing': {
      const p = status.progress
      return { short: '正在同步', long: p ? `正在同步：${p.what} ${formatCount(p.done)} / ${formatCount(p.total)}` : '正在同步…', tone: 'soft', icon: '↻' }
    }
    case 'error':
      return { short: '同步没成功', long: status.lastError ?? '同步没有成功，稍后会自动再试。', tone: 'bad', icon: '⚠' }
    case 'differs':
      return { short: '两边不一致', long: '已经交换完，但两边的数据核对不上，程序会继续核对。', tone: 'bad', icon: '⚠' }
    case 'agreed':
      return status.pending
        ? { short: `${formatCount(status.pending)} 项待传`, long: `${waiting}上次同步：${ago}。`, tone: 'warn', icon: '↑' }
        : { short: `已同步　${ago}`, long: `两边已核对一致。上次同步：${ago}。`, tone: 'good', icon: '✓' }
    case 'idle':
      return { short: status.pending ? `${formatCount(status.pending)} 项待传` : '等待同步', long: `${waiting || '等待下一次同步。'}上次同步：${ago}。`, tone: 'soft', icon: '○' }
  }
}
