import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/annual-plan', component: () => import('./pages/AnnualPlanPage.vue'), meta: { title: '年度计划', isAdminOnly: true } },
] satisfies FeatureRoutes
