import { fileURLToPath } from 'node:url';
import type { Threshold } from '../../src/contract/threshold.ts';
import { readSuites } from '../../src/main/services/plans/library/presets.ts';

const suites = await readSuites(fileURLToPath(new URL('../../resources/presets', import.meta.url)));
if (!suites.ok) throw new Error(suites.failure.message);

/** The thresholds of the five services, as the suite that comes with the program writes them. */
export const SUITE_THRESHOLDS: readonly Threshold[] = suites.value.plans['access-layer']?.thresholds ?? [];
