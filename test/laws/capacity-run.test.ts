import { describe, expect, it } from 'vitest';
import { searchWithEngine } from '../support/capacity-servers/engine-search.ts';
import { FORMULA_SERVERS, HOPELESS_SERVER } from '../support/capacity-servers/servers.ts';

/** The search of a run, by the product's own engine on a virtual clock: what it says live, the stored seconds say as well. */
const server = FORMULA_SERVERS.find(({ name }) => name === 'I') ?? HOPELESS_SERVER;
const CARRIES = Number(server.capacity);
const objectives = server.objectives.map(({ text }) => text);
const asked = (seed: number) => ({
  target: server.make(seed),
  seed,
  capacity: { objectives, by: server.by, recovery: 'none' as const },
});

describe('a run that searches for its capacity', () => {
  it('finds it, is completed then, and says the same from its stored seconds', async () => {
    const { capacity, stored, live, seconds } = await searchWithEngine(asked(2));
    expect(capacity.outcome).toBe('found');
    expect(Math.abs((capacity.highest?.value ?? 0) / CARRIES - 1)).toBeLessThan(0.05);
    expect(stored.capacity).toEqual(capacity);
    expect(live.run.state).toBe('completed');
    // Long before its time is over: it ends when it knows.
    expect(seconds).toBeLessThan(capacity.progress.atMostMs / 1_000 / 2);
    const { planned, sent, dropped, cancelled } = live.totals;
    expect(planned).toBe(sent + dropped + cancelled);
  });

  it('keeps what it knew when somebody stops it', async () => {
    const { capacity, stored, live } = await searchWithEngine({ ...asked(2), stopAtSecond: 40 });
    expect(live.run.state).toBe('stopped');
    expect(capacity).toMatchObject({ outcome: 'partial', stage: 'done', progress: { level: 0 } });
    expect(capacity.steps.length).toBeGreaterThan(2);
    expect(capacity.progress.met).toBeGreaterThan(0);
    expect(stored.capacity).toEqual(capacity);
  });

  it('calls what it cannot generate a limit of this machine', async () => {
    const weather = (second: number) =>
      second < 30
        ? {}
        : { loop: { loopDelayMaxUs: 400_000, loopUtilisation: 1 }, machine: { machineCpu: 1 } };
    const { capacity, stored } = await searchWithEngine({ ...asked(3), weather });
    expect(capacity.outcome).toBe('limited');
    expect(capacity.sentence).toMatch(/^Limit of this machine, not of the target/);
    expect(stored.capacity).toEqual(capacity);
  });

  it('gives up where what it orders is not allowed', async () => {
    const machine = {
      cores: 16,
      openFiles: { limit: 4_096, inUse: 20 },
      localPorts: null,
      freeMemoryBytes: 8e9,
    };
    const { capacity, stored, live } = await searchWithEngine({ ...asked(2), machine });
    expect(capacity).toMatchObject({ outcome: 'limited', stage: 'done' });
    expect(capacity.sentence).toMatch(
      /^Limit of this machine, not of the target: [1-9][\d,.]* req\/s was refused\. This load needs [\d,]+ of [\d,]+ .* \(\d+%\): results would measure this machine\. Stay below 80%\.$/,
    );
    expect(capacity.progress.met).toBeGreaterThan(0);
    expect(live.run.state).toBe('completed');
    expect(stored.capacity).toEqual(capacity);
  });

  it('overloads what it found and says when it is as before', async () => {
    const { capacity, stored } = await searchWithEngine({
      ...asked(2),
      capacity: { objectives, by: server.by, recovery: 'alone', from: 400 },
    });
    expect(capacity).toMatchObject({ steps: [], outcome: 'recovered', recoveryAsked: 'alone' });
    expect(capacity.recovery).toMatchObject({ referenceLevel: 200, overloadLevel: 600, recovered: 'yes' });
    expect(capacity.recovery?.afterMs ?? Number.NaN).toBeLessThan(2_000);
    expect(stored.capacity).toEqual(capacity);
  });
});
