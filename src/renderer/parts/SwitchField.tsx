import { Switch } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';
import { Row } from './Box.tsx';
import styles from './SwitchField.module.css';

interface Props {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off, at once. */
export function SwitchField({ label, checked, onChange, disabled = false }: Props) {
  const id = useId();
  return (
    <Row as="span" inline gap={8} tone="soft" size="small">
      <Switch.Root
        className={styles.switch}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-labelledby={id}
      >
        <Switch.Thumb className={styles.thumb} />
      </Switch.Root>
      <span id={id}>{label}</span>
    </Row>
  );
}
