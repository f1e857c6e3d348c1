import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/params', component: () => import('./SettingsPage.vue'), meta: { title: '参数与日历', isAdminOnly: true } },
  { path: '/settings', redirect: '/params' },
] satisfies FeatureRoutes
