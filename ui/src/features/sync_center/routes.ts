import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/sync', component: () => import('./pages/SyncPage.vue'), meta: { title: '同步与冲突', isAdminOnly: true } },
] satisfies FeatureRoutes
