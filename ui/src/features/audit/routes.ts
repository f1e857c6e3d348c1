import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/audit', component: () => import('./pages/AuditPage.vue'), meta: { title: '审计与撤销', isAdminOnly: true } },
] satisfies FeatureRoutes
