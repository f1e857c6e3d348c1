import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/migrants', component: () => import('./pages/MigrantsPage.vue'), meta: { title: '流动党员', isAdminOnly: true } },
] satisfies FeatureRoutes
