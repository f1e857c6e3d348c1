import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/members/:memberId?', component: () => import('./pages/MembersPage.vue'), meta: { title: '党员名册', isAdminOnly: true } },
  { path: '/alerts', component: () => import('./pages/AlertsPage.vue'), meta: { title: '党员提醒', isAdminOnly: true } },
] satisfies FeatureRoutes
