import type { FeatureRoutes } from '@/shared/routing'

const routes: FeatureRoutes = [
  { path: '/dossiers', alias: '/dossier', component: () => import('./pages/FindDossierPage.vue'), meta: { title: '学员档案', isAdminOnly: true } },
]
export default routes
