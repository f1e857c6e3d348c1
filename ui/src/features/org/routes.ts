import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/orgs', component: () => import('./pages/OrgsPage.vue'), meta: { title: '组织机构', isAdminOnly: true } },
] satisfies FeatureRoutes
