import type { ComponentProps } from 'react';
import { Button } from './Button.tsx';
import { Hint } from './Hint.tsx';

/** A small button that says what it does on hover; its `aria-label` says it to those who do not see it. */
export function HintedButton({ hint, ...button }: ComponentProps<typeof Button> & { hint: string }) {
  return (
    <Hint text={hint}>
      <Button look="quiet" size="small" {...button} />
    </Hint>
  );
}
