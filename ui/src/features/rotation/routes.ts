import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/rotation', component: () => import('./pages/PlansPage.vue'), meta: { title: '年度轮训', isAdminOnly: true } },
  { path: '/rotation/:planId', component: () => import('./pages/PlanPage.vue'), meta: { title: '轮训计划', isAdminOnly: true } },
] satisfies FeatureRoutes
