import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

/** The oldest engines we serve: WebView2 109 on Windows 7, and webkit2gtk 2.38. Vite's own default is newer. */
const TARGET = ['chrome109', 'safari16']

export default defineConfig({
  base: './',
  plugins: [
    vue(),
    // Element Plus components on demand; the style sheet comes whole from `shared/theme`.
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: false })] }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: TARGET,
    cssTarget: TARGET,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'element-plus', test: /node_modules[\\/](element-plus|@element-plus|@floating-ui|@vueuse|dayjs)/ },
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router|pinia|@tanstack)/ },
          ],
        },
      },
    },
  },
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
