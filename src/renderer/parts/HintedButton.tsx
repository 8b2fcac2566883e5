import { Tooltip } from '@base-ui/react/tooltip';
import type { ComponentProps } from 'react';
import { Button } from './Button.tsx';
import styles from './Popup.module.css';

/** A small button that says what it does on hover; its `aria-label` says it to those who do not see it. */
export function HintedButton({ hint, ...button }: ComponentProps<typeof Button> & { hint: string }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={<Button look="quiet" size="small" {...button} />} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className={styles.positioner}>
          <Tooltip.Popup className={styles.hint}>{hint}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
