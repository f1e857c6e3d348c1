import type { FeatureRoutes } from '@/shared/routing'

export default [
  { path: '/venues/courses', component: () => import('./pages/CoursesPage.vue'), meta: { title: '课程', isAdminOnly: true } },
] satisfies FeatureRoutes
