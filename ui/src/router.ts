import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import { useSession } from '@/shared/composables'
import type { FeatureRoutes } from '@/shared/routing'

const found = import.meta.glob<{ default: FeatureRoutes }>(['./features/*/routes.ts', './views/*/routes.ts'], { eager: true })
const featureRoutes = Object.values(found).flatMap((module) => module.default)

/** Where a session state belongs when the page asked for does not fit it. */
const ENTRANCE = { fresh: '/setup', locked: '/sign-in', open: '/home' } as const

export function createAppRouter(): Router {
  const router = createRouter({
    // The hash keeps pages working from a file, from the Tauri window and from `lunxun serve` alike.
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: '/home' },
      { path: '/setup', component: () => import('./views/setup/SetupPage.vue'), meta: { title: '开始使用' } },
      { path: '/sign-in', component: () => import('./views/sign_in/SignInPage.vue'), meta: { title: '登录' } },
      {
        path: '/',
        component: () => import('./views/shell/AppShell.vue'),
        children: [
          { path: '/home', component: () => import('./views/home/HomePage.vue'), meta: { title: '首页' } },
          ...featureRoutes,
          { path: '/:rest(.*)*', component: () => import('./views/NotFoundPage.vue'), meta: { title: '没有这一页' } },
        ],
      },
    ],
  })

  router.beforeEach(async (to) => {
    const session = useSession()
    const state = session.state ?? (await session.refresh()).state
    const isInside = to.path !== '/setup' && to.path !== '/sign-in'
    if (state === 'open' ? !isInside : to.path !== ENTRANCE[state]) {
      return state === 'locked' && isInside ? { path: ENTRANCE.locked, query: { to: to.fullPath } } : ENTRANCE[state]
    }
    if (to.meta.isAdminOnly && !session.isAdmin) return '/home'
    return true
  })
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · 轮训通` : '轮训通'
  })
  return router
}
