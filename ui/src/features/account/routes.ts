import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/accounts', component: () => import('./pages/AccountsPage.vue'), meta: { title: '账号', isAdminOnly: true } },
] satisfies FeatureRoutes
