import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page of report files: one script and one style, which the program puts into every file it writes. */
export default defineConfig({
  root: at('src/renderer/report'),
  plugins: [react()],
  build: {
    outDir: `${process.env.PLIMSOLL_OUT ?? at('out')}/report`,
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 900,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: at('src/renderer/report/main.tsx'),
      output: { format: 'iife', entryFileNames: 'report.js', assetFileNames: 'report[extname]' },
    },
  },
});
