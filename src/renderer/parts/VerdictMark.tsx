import {
  CircleCheck,
  CircleHelp,
  CircleX,
  type LucideIcon,
  Shield,
  ShieldAlert,
  ShieldCheck,
  ShieldX,
} from 'lucide-react';
import { OUTCOME_WORDS } from '../../contract/format.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Trust } from '../../contract/summary.ts';
import { TRUST_WORDS } from '../words/words.ts';
import { type Look, Row } from './Box.tsx';

type Verdict = Outcome | Trust['verdict'];

const SIGNS: Readonly<Record<Verdict, readonly [LucideIcon, Look['tone']]>> = {
  passed: [CircleCheck, 'excellent'],
  failed: [CircleX, 'poor'],
  'not gradable': [CircleHelp, 'acceptable'],
  trusted: [ShieldCheck, 'excellent'],
  degraded: [ShieldAlert, 'acceptable'],
  untrustworthy: [ShieldX, 'poor'],
  'not judged': [Shield, undefined],
};
const WORDS: Readonly<Record<Verdict, string>> = { ...OUTCOME_WORDS, ...TRUST_WORDS };

const ICON_SIZES = { body: 15, lead: 20, title: 22 } as const;

/** What became of a run, or the verdict on the generator: shape, word, colour. */
export function VerdictMark({ of, size = 'body' }: { of: Verdict; size?: keyof typeof ICON_SIZES }) {
  const [Icon, tone] = SIGNS[of];
  const kind = of in OUTCOME_WORDS ? 'data-outcome' : 'data-trust';
  return (
    <Row
      as="span"
      inline
      gap={6}
      weight="semibold"
      nowrap
      tone={tone}
      size={size === 'body' ? undefined : size}
      {...{ [kind]: of }}
    >
      <Icon size={ICON_SIZES[size]} strokeWidth={1.9} />
      {WORDS[of]}
    </Row>
  );
}
