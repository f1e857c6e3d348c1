import 'element-plus/dist/index.css'
import './shared/theme/theme.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { applyEvent, onLocked, queryClient } from '@/api'
import { chooseTransport, setTransport } from '@/api/transport'
import { useSession } from '@/shared/composables'
import App from './App.vue'
import { createAppRouter } from './router'

async function start() {
  const transport = await chooseTransport()
  setTransport(transport)
  const app = createApp(App)
  app.use(createPinia()).use(VueQueryPlugin, { queryClient })
  const router = createAppRouter()
  app.use(router)

  const session = useSession()
  transport.onEvent((event) => {
    applyEvent(event)
    if (event.kind === 'session' && session.state === 'open') void session.refresh().catch(() => null)
  })
  // A class may be locked too: only when the store itself is locked does the page give way to the sign-in.
  onLocked(() => void session.refresh().catch(() => null))
  session.$subscribe(() => {
    if (session.state === 'locked' && router.currentRoute.value.path !== '/sign-in') {
      void router.push({ path: '/sign-in', query: { to: router.currentRoute.value.fullPath } })
    }
  })
  app.mount('#app')
}

void start()
