import type { FeatureRoutes } from '@/shared/routing'

const routes: FeatureRoutes = [
  { path: '/classes', component: () => import('./pages/ClassesPage.vue'), meta: { title: '班次' } },
]
export default routes
