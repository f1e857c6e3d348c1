import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/funding', component: () => import('./pages/FundingPage.vue'), meta: { title: '经费', isAdminOnly: true } },
] satisfies FeatureRoutes
