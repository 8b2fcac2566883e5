import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The screens over demo data, for screenshots and screen tests: `vite build --config … --mode fake`. */
// biome-ignore lint/style/noDefaultExport: vite reads the default export
export default defineConfig({
  root: at('../../src/renderer'),
  plugins: [react()],
  build: {
    outDir: at('../../out/fake'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: at('../../src/renderer/index.html') } },
  },
});
