import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/import', component: () => import('./pages/ImportPage.vue'), meta: { title: '导入', isAdminOnly: true } },
] satisfies FeatureRoutes
