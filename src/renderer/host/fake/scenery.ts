import type { Environment } from '../../../contract/summary.ts';
import { SERVICE_PORTS } from './catalogue.ts';
import type { RunShape } from './shape.ts';

/** The machine of the demo. */
export function demoEnvironment(shape: RunShape): Environment {
  return {
    plimsoll: '0.1.0',
    engine: 'HTTP/1.1 of its own, ws 8.23.0, undici 8.12.4',
    node: '24.21.0',
    os: 'Linux 6.12 x64',
    cpu: 'Demo CPU @ 2.60 GHz',
    cores: 8,
    memoryBytes: 16_000_000_000,
    hostname: 'demo-laptop',
    threads: 2,
    targets: [...new Set(shape.endpoints.map((row) => row.service))].map((service) => ({
      service,
      url: `http://localhost:${SERVICE_PORTS[service] ?? 8000}`,
      address: '127.0.0.1',
    })),
    deviations: [],
  };
}
