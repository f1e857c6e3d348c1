import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/venues/faculty', component: () => import('./pages/FacultyPage.vue'), meta: { title: '师资', isAdminOnly: true } },
] satisfies FeatureRoutes
