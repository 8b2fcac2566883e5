import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { recordOf, textOf } from '../../contract/plan-data.ts';
import type { AppOptions } from '../services/app-port.ts';

type Placed =
  | 'threadEntry'
  | 'samplerEntry'
  | 'readerEntry'
  | 'runReaderEntry'
  | 'binEntry'
  | 'samplesEntry'
  | 'presetsDir'
  | 'reportDir'
  | 'version';

/** Where the parts of the installed program lie. Known to hosts only; everything below is handed what it needs. */
export interface Places extends Pick<AppOptions, Placed> {
  readonly rendererDir: string;
  readonly preloadFile: string;
}

/**
 * @param hostUrl `import.meta.url` of a host's entry file: `out/main/*.js` when built, `src/main/hosts/<host>/*.ts` when
 *   Node runs the sources, as the tests do.
 */
export function findPlaces(hostUrl: string): Places {
  const fromSource = hostUrl.endsWith('.ts');
  const root = new URL(fromSource ? '../../../../' : '../../', hostUrl);
  const at = (path: string) => new URL(path, root);
  const manifest: unknown = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  return {
    threadEntry: at(fromSource ? 'src/workers/threads/entry.ts' : 'out/main/load-thread.js'),
    samplerEntry: at(fromSource ? 'src/workers/target-watch/entry.ts' : 'out/main/sampler.js'),
    readerEntry: at(
      fromSource ? 'src/main/services/plans/library/text-thread.ts' : 'out/main/text-reader.js',
    ),
    runReaderEntry: at(fromSource ? 'src/main/services/reads/read-thread.ts' : 'out/main/run-reader.js'),
    binEntry: at(fromSource ? 'src/main/services/retention/bin-thread.ts' : 'out/main/bin-keeper.js'),
    samplesEntry: at(fromSource ? 'src/workers/sample-services/process.ts' : 'out/main/sample-services.js'),
    presetsDir: fileURLToPath(at('resources/presets/')),
    rendererDir: fileURLToPath(at('out/renderer/')),
    reportDir: fileURLToPath(at('out/report/')),
    preloadFile: fileURLToPath(at('out/preload/preload.cjs')),
    version: textOf(recordOf(manifest).version),
  };
}

/** `--data-dir`, else `PLIMSOLL_HOME`, else the data directory of the user's system. Never inside the checkout. */
export function chooseDataDir(option: string | undefined, environment: NodeJS.ProcessEnv): string {
  const chosen = option ?? environment.PLIMSOLL_HOME;
  if (chosen !== undefined && chosen !== '') return chosen.replace(/^~(?=$|\/)/, homedir());
  return join(envPaths('plimsoll', { suffix: '' }).data);
}
