import 'vue-router'
import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Stands in the window title and in the command palette. */
    title?: string
    /** Only the administrator (党校管理员) gets in; the core refuses besides. */
    isAdminOnly?: boolean
  }
}

/** What each `features/<feature>/routes.ts` exports as default: pages inside the shell, with absolute paths. */
export type FeatureRoutes = RouteRecordRaw[]
