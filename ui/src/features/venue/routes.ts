import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/venues', component: () => import('./pages/VenuesPage.vue'), meta: { title: '场地', isAdminOnly: true } },
] satisfies FeatureRoutes
