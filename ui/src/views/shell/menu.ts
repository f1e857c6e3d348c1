import {
  Box, Calendar, Clock, Collection, CopyDocument, House, Key, Location, Notebook, OfficeBuilding, Promotion, Refresh, Setting, Upload,
  Switch, Tickets, User, Wallet,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Role } from '@/bindings'

export type MenuItem = {
  title: string
  /** Two characters for the narrow menu. */
  short: string
  route: string
  icon: Component
  /** Pinyin initials, for the command palette. */
  keys: string
  /** Heading above the item when it begins a new part. */
  part?: string
}

const ADMIN: MenuItem[] = [
  { title: '首页', short: '首页', route: '/home', icon: House, keys: 'sy' },
  { title: '党员名册', short: '名册', route: '/members', icon: User, keys: 'dymc' },
  { title: '查重与合并', short: '查重', route: '/duplicates', icon: CopyDocument, keys: 'cchb' },
  { title: '流动党员', short: '流动', route: '/migrants', icon: Promotion, keys: 'lddy' },
  { title: '组织关系转接', short: '转接', route: '/transfers', icon: Switch, keys: 'zzgxzj' },
  { title: '组织机构', short: '组织', route: '/orgs', icon: OfficeBuilding, keys: 'zzjg' },
  { title: '导入', short: '导入', route: '/import', icon: Upload, keys: 'dr' },
  { title: '年度计划', short: '计划', route: '/annual-plan', icon: Tickets, keys: 'ndjh', part: '培训' },
  { title: '年度轮训', short: '轮训', route: '/rotation', icon: Calendar, keys: 'ndlx' },
  { title: '班次', short: '班次', route: '/classes', icon: Notebook, keys: 'bc' },
  { title: '学员档案', short: '档案', route: '/dossiers', icon: Collection, keys: 'xyda' },
  { title: '经费', short: '经费', route: '/funding', icon: Wallet, keys: 'jf' },
  { title: '参数与日历', short: '参数', route: '/params', icon: Setting, keys: 'csyrl', part: '设置' },
  { title: '场地与师资', short: '场地', route: '/venues', icon: Location, keys: 'cdysz' },
  { title: '账号', short: '账号', route: '/accounts', icon: Key, keys: 'zh' },
  { title: '审计与撤销', short: '审计', route: '/audit', icon: Clock, keys: 'sjycx' },
  { title: '同步与冲突', short: '同步', route: '/sync', icon: Refresh, keys: 'tbyct' },
  { title: '备份', short: '备份', route: '/backup', icon: Box, keys: 'bf' },
]

const HEAD_TEACHER: MenuItem[] = [
  { title: '首页', short: '首页', route: '/home', icon: House, keys: 'sy' },
  { title: '我的班次', short: '班次', route: '/classes', icon: Notebook, keys: 'wdbc' },
]

export function menuFor(role: Role | undefined): MenuItem[] {
  return role === 'admin' ? ADMIN : HEAD_TEACHER
}

/** `/members/42` lights 党员名册; the longest match wins. */
export function activeRoute(items: MenuItem[], path: string): string {
  const matching = items.filter((item) => path === item.route || path.startsWith(`${item.route}/`))
  return matching.sort((a, b) => b.route.length - a.route.length)[0]?.route ?? ''
}
