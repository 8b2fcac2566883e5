import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Where to: `test/house/build.mjs` builds beside `out/` and swaps in. */
const out = process.env.PLIMSOLL_OUT ?? fileURLToPath(new URL('out', import.meta.url));
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * One build serves all three hosts: `out/main` holds the desktop shell, the command line and the six programs they
 * start (a load thread, the thread that watches targets, the threads that read large texts and runs and empty the bin, the sample services); `out/preload` the bridge; `out/renderer` the screens for window and browser.
 */
export default defineConfig({
  main: {
    build: {
      outDir: `${out}/main`,
      sourcemap: true,
      rolldownOptions: {
        input: {
          electron: at('src/main/hosts/electron/index.ts'),
          cli: at('src/main/hosts/cli/index.ts'),
          'load-thread': at('src/workers/threads/entry.ts'),
          sampler: at('src/workers/target-watch/entry.ts'),
          'text-reader': at('src/main/services/plans/library/text-thread.ts'),
          'run-reader': at('src/main/services/reads/read-thread.ts'),
          'bin-keeper': at('src/main/services/retention/bin-thread.ts'),
          'sample-services': at('src/workers/sample-services/process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: `${out}/preload`,
      // A sandboxed preload script cannot be an ES module and cannot require other files.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src/main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react()],
    build: {
      outDir: `${out}/renderer`,
      // Data URLs in scripts would need a looser content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: at('src/renderer/index.html') } },
    },
  },
});
