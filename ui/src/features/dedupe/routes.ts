import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/duplicates', component: () => import('./pages/DuplicatesPage.vue'), meta: { title: '查重与合并', isAdminOnly: true } },
] satisfies FeatureRoutes
