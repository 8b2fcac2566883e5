import type { PlanPreview } from '../../../../contract/plan-preview.ts';
import { SERVICE_NAMES } from '../../../../contract/sample-services.ts';
import type { StartRequest } from '../../../shell/start-form.ts';

/** The services that can be stood in for by the sample services. */
const SAMPLES: readonly string[] = SERVICE_NAMES;

interface Where {
  /** Set where the stored text is the one on the screen. */
  readonly planId: string | null;
  readonly presetName: string | null;
  readonly text: string;
}

/** What the start dialog is asked for: the stored plan, so that the files beside it are read; else the preset, else the text. */
export function startRequestOf(
  preview: PlanPreview,
  { planId, presetName, text }: Where,
  services: readonly string[],
): StartRequest {
  const plan: StartRequest['plan'] =
    planId !== null
      ? { kind: 'stored', planId }
      : presetName !== null
        ? { kind: 'preset', name: presetName }
        : { kind: 'text', text };
  const { users, rate, connections } = preview.load ?? {};
  return {
    plan,
    title: preview.name,
    expected: '',
    streams: users === undefined && rate === undefined && connections !== undefined,
    canUseSamples: services.length > 0 && services.every((name) => SAMPLES.includes(name)),
    overrides: {},
  };
}
