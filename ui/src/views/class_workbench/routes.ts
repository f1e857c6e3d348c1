import type { FeatureRoutes } from '@/shared/routing'

const routes: FeatureRoutes = [
  { path: '/classes/:classId/:step?', component: () => import('./WorkbenchPage.vue'), meta: { title: '班次工作台' } },
]
export default routes
