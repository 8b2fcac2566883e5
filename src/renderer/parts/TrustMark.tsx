import { Shield, ShieldAlert, ShieldCheck, ShieldX } from 'lucide-react';
import type { Trust } from '../../contract/summary.ts';
import { TRUST_WORDS } from '../words.ts';
import { classNames } from './class-names.ts';
import styles from './TrustMark.module.css';

const ICONS = {
  trusted: ShieldCheck,
  degraded: ShieldAlert,
  untrustworthy: ShieldX,
  'not judged': Shield,
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
    <span
      className={classNames(styles.trust, styles[verdict], size === 'large' && styles.large)}
      data-trust={verdict}
    >
      <Icon size={size === 'large' ? 20 : 15} strokeWidth={1.9} aria-hidden="true" />
      {TRUST_WORDS[verdict]}
    </span>
  );
}
