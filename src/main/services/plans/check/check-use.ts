import type { ClassSpec } from '../../../../contract/plan.ts';
import type { ClassChange } from '../../../protocols/protocol.ts';
import { CLASS_PLANS, streamOfClass } from '../../../protocols/protocols.ts';
import type { Issue } from '../text/plan-issues.ts';

/** What a plan changes about a class it takes from a suite, and the class does not have: someone meant something by it. */
export function checkUse(name: string, spec: ClassSpec, change: ClassChange): Issue[] {
  const stream = streamOfClass(spec);
  const idle = ([key, why]: readonly [keyof ClassChange, string]): Issue => ({
    path: ['use', 'classes', name, key],
    code: 'plan.contradiction',
    message: `${key} ${why}; leave it out`,
  });
  const ofOthers = CLASS_PLANS.filter((one) => one !== stream?.protocol).flatMap(({ changes, noun }) =>
    changes
      .filter((key) => change[key] !== undefined)
      .map((key) => idle([key, `applies to ${noun}, and ${name} opens none`])),
  );
  if (stream !== null)
    return [...ofOthers, ...stream.protocol.checkChange(stream.spec, change, name).map(idle)];
  const why = `applies to connections that stay open, and ${name} sends requests`;
  return change.connectRate === undefined ? ofOthers : [...ofOthers, idle(['connectRate', why])];
}
