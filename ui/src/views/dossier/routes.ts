import type { FeatureRoutes } from '@/shared/routing'

const routes: FeatureRoutes = [
  { path: '/dossiers/:memberId', alias: '/dossier/:memberId', component: () => import('./DossierPage.vue'), meta: { title: '学员档案', isAdminOnly: true } },
]
export default routes
