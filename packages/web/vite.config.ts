import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { compressPlugin } from './compress-plugin.ts';
import { ROUTE_PATHS } from './src/app/route-paths.ts';

/** Tells the hub for which paths the page itself is the answer. The hub knows nothing else about it. */
function routeList(): Plugin {
  return {
    name: 'throughline-route-list',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'routes.json', source: `${JSON.stringify(ROUTE_PATHS)}\n` });
    },
  };
}

export default defineConfig({
  plugins: [react(), routeList(), compressPlugin()],
  resolve: { conditions: ['throughline-source', 'module', 'browser', 'import', 'default'] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
  },
  // The hub that `npm run dev` shows: the one of `npm run demo`, or of `throughline serve`.
  server: {
    port: 3302,
    proxy: { '/api': { target: process.env.THROUGHLINE_HUB ?? 'http://127.0.0.1:3301', changeOrigin: true } },
  },
});
