import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/transfers', component: () => import('./pages/TransfersPage.vue'), meta: { title: '组织关系转接', isAdminOnly: true } },
] satisfies FeatureRoutes
