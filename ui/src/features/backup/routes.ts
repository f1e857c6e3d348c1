import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/backup', component: () => import('./pages/BackupPage.vue'), meta: { title: '备份', isAdminOnly: true } },
] satisfies FeatureRoutes
