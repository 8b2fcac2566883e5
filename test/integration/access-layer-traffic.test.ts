/** The traffic of section 8 as it stands on the wire, answered compressed. The shares are held on the virtual clock. */
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/contract/plan.ts';
import { judgeRequest, TRAFFIC } from '../support/access-layer-traffic.ts';
import { runCrew } from '../support/engine-crew.ts';
import { type RecordedRequest, startRecordingServer } from '../support/recording-server.ts';
import { classPlan } from '../support/task-mix.ts';
import { SUITES } from '../unit/main/services/plans/support.ts';

const PACKED = { gzip: gzipSync, deflate: deflateSync } as const;

/** As the virtual driver tells a request. */
const told = ({ method, path, query, rawHeaders, body }: RecordedRequest) => {
  const search = query.size === 0 ? '' : `?${query.toString().replaceAll('+', '%20')}`;
  return { method, path: path + search, headers: rawHeaders, body: body.toString() };
};

test.each(Object.entries(TRAFFIC))(
  '%s: compressed answers are asked for and read',
  async (className, { kinds }) => {
    const wrong: string[] = [];
    const server = await startRecordingServer((request) => {
      const { kind, wrong: found } = judgeRequest(told(request), kinds);
      wrong.push(...found.map((one) => `${kind.name}: ${one}`));
      const encoding = request.index % 2 === 0 ? 'gzip' : 'deflate';
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      return { headers, body: PACKED[encoding](JSON.stringify(kind.answer)) };
    });
    try {
      const plan = classPlan(SUITES['access-layer'] as Plan, className, {
        spec: { thinkTime: 'none', iterations: 10 },
        load: { users: 10, duration: 20_000 },
        url: server.url,
      });
      const { totals } = await runCrew(plan, { threads: 1 });
      expect([totals.sent, totals.ok, wrong]).toEqual([100, 100, []]);
    } finally {
      await server.close();
    }
  },
);
