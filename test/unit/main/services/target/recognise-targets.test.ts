import { describe, expect, it } from 'vitest';
import { fail, succeed, testFailure } from '../../../../../src/contract/failure.ts';
import type { LocalSystem } from '../../../../../src/main/services/target/local-system.ts';
import { recogniseTargets } from '../../../../../src/main/services/target/recognise-targets.ts';
import { ScriptedProcesses } from '../../../../support/scripted-processes.ts';

const noEngine: LocalSystem['containers'] = async () =>
  fail(testFailure('engine.no_socket', 'Docker socket not there.'));

function machine(set: (processes: ScriptedProcesses) => void, containers = noEngine): LocalSystem {
  const processes = new ScriptedProcesses();
  set(processes);
  return { processes: () => processes, containers };
}

describe('what listens on this machine', () => {
  it('is told with its name and its children, one row for all addresses of a process', async () => {
    const system = machine((all) => {
      all.set(40, { name: 'node shop.js' });
      all.set(41, { parent: 40 });
      all.set(42, { parent: 41 });
      all.set(50, { name: 'nginx' });
      all.listen(3000, 40);
      all.listen(3001, 40, 41);
      all.listen(80, 50);
    });
    const urls = [
      'http://localhost:3000/a',
      'http://127.0.0.1',
      'ws://[::1]:3001',
      'http://api.localhost:3000',
    ];
    expect(await recogniseTargets(urls, system)).toEqual([
      {
        urls: ['http://localhost:3000/a', 'http://api.localhost:3000', 'ws://[::1]:3001'],
        process: { pid: 40, name: 'node shop.js', children: 2 },
        watch: { kind: 'port', port: 3000 },
        sentence: 'process 40 (node shop.js) and 2 children',
      },
      {
        urls: ['http://127.0.0.1'],
        process: { pid: 50, name: 'nginx', children: 0 },
        watch: { kind: 'port', port: 80 },
        sentence: 'process 50 (nginx)',
      },
    ]);
  });

  it('is not looked for behind an address of another machine, nor behind what is none', async () => {
    const system = machine((all) => all.listen(3000, 40));
    const urls = [
      'http://192.168.0.7:3000',
      'http://localhost.example.com:3000',
      'ftp://localhost:3000',
      '{{ url }}',
    ];
    expect(await recogniseTargets(urls, system)).toEqual([]);
  });

  it('may be nobody, or another user’s', async () => {
    const system = machine((all) => {
      all.listening = [{ port: 3001, address: '::', pids: [], isDenied: true }];
    });
    const rows = await recogniseTargets(['http://localhost:3000', 'http://localhost:3001'], system);
    expect(rows.map(({ sentence, watch }) => [sentence, watch])).toEqual([
      ['Nobody listens on port 3000.', null],
      ['Port 3001 belongs to another user; no permission.', null],
    ]);
  });

  it('is the container where Docker holds the port, and where nobody seems to', async () => {
    const containers = async () =>
      succeed([
        { name: 'old-db', state: 'exited', publishedPorts: [5432] },
        { name: 'shop-db', state: 'running', publishedPorts: [5432, 5433] },
      ]);
    const proxy = (all: ScriptedProcesses) => {
      all.set(60, { name: 'docker-proxy' });
      all.listen(5432, 60);
    };
    const urls = ['http://localhost:5432', 'http://localhost:5433'];
    expect(await recogniseTargets(urls, machine(proxy, containers))).toEqual([
      {
        urls,
        process: null,
        watch: { kind: 'docker', container: 'shop-db' },
        sentence: 'container shop-db',
      },
    ]);
    const unasked = await recogniseTargets(urls, machine(proxy));
    expect(unasked.map(({ sentence }) => sentence)).toEqual([
      'Port 5432 is published by Docker: watch the container instead, docker:NAME.',
      'Nobody listens on port 5433.',
    ]);
  });

  it('is not known where processes cannot be read', async () => {
    const rows = await recogniseTargets(['http://localhost:1'], {
      processes: () => null,
      containers: noEngine,
    });
    expect(rows.map(({ sentence }) => sentence)).toEqual(['Processes cannot be watched on this system.']);
  });
});
