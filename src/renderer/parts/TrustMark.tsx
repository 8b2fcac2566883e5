import { Shield, ShieldAlert, ShieldCheck, ShieldX } from 'lucide-react';
import type { Trust } from '../../contract/summary.ts';
import { TRUST_WORDS } from '../words/words.ts';
import { Row } from './Box.tsx';

const ICONS = {
  trusted: ShieldCheck,
  degraded: ShieldAlert,
  untrustworthy: ShieldX,
  'not judged': Shield,
} as const;

const TONES = {
  trusted: 'excellent',
  degraded: 'acceptable',
  untrustworthy: 'poor',
  'not judged': undefined,
} as const;

/** The verdict on the generator: shape, word, colour. */
export function TrustMark({
  verdict,
  size = 'normal',
}: {
  verdict: Trust['verdict'];
  size?: 'normal' | 'large';
}) {
  const Icon = ICONS[verdict];
  return (
    <Row
      as="span"
      inline
      gap={6}
      weight="semibold"
      tone={TONES[verdict]}
      size={size === 'large' ? 'lead' : undefined}
      data-trust={verdict}
    >
      <Icon size={size === 'large' ? 20 : 15} strokeWidth={1.9} aria-hidden="true" />
      {TRUST_WORDS[verdict]}
    </Row>
  );
}
