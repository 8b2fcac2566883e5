import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { App } from '../../services/app-port.ts';
import { usage } from './option-values.ts';

/**
 * `--target shop=staging` as `--target shop=https://…`: a word that is no address is the label of one that is set up for
 * the service of that name.
 */
export async function withLabels(app: App, overrides: Overrides): Promise<Result<Overrides>> {
  const targets = Object.entries(overrides.targets ?? {});
  if (targets.every(([, url]) => url.includes('://'))) return succeed(overrides);
  const rows = await app.handlers['services.list']({});
  if (!rows.ok) return rows;
  const targeted: [string, string][] = [];
  for (const [name, word] of targets) {
    // The user's own come first.
    const addresses = rows.value.find(({ service }) => service === name)?.addresses ?? [];
    const found = addresses.find(({ label }) => label === word);
    if (found === undefined && !word.includes('://') && /^[\w-]+$/.test(word) && addresses.length > 0) {
      const labels = addresses.map(({ label }) => label).join(', ');
      return fail(usage(`${name} has no address labelled ${word}.`, `Under Services it has ${labels}.`));
    }
    targeted.push([name, found?.url ?? word]);
  }
  return succeed({ ...overrides, targets: Object.fromEntries(targeted) });
}
