import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { ChildProgram, SpawnProcess } from '../../services/app-port.ts';

/**
 * Starts the sample services from the desktop app. `child_process` cannot: with the `runAsNode` fuse off, Electron's
 * binary never runs as plain Node. A utility process has no standard input, and dies with the app.
 */
export const spawnUtility: SpawnProcess = (entry, args): ChildProgram => {
  const child = utilityProcess.fork(fileURLToPath(entry), [...args], {
    stdio: 'pipe',
    serviceName: 'Sample services',
  });
  let rest = '';
  return {
    onLine(listener) {
      child.stdout?.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) listener(line);
      });
    },
    onComplaint: (listener) =>
      void child.stderr?.on('data', (chunk: Buffer) => listener(chunk.toString('utf8'))),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    writeLine: (line) => child.postMessage(line),
    kill: () => void child.kill(),
  };
};
