import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where the API is while developing; the built console is served by the server itself.
const server = process.env['REELMILL_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // One file, in the order of imports: what is said to zod has to stand in front of the first schema.
        codeSplitting: { groups: [{ name: 'schemas', test: /packages.core|node_modules.zod|without-eval/ }] },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: server, ws: true },
      '/media': server,
      '/healthz': server,
      '/docs': server,
    },
  },
});
