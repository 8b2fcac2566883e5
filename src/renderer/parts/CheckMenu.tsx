import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement } from 'react';
import { Text } from './Box.tsx';
import styles from './Popup.module.css';

interface Props<Value extends string> {
  readonly trigger: ReactElement;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: readonly Value[]) => void;
}

/** A button with a list of which any number can be chosen, but never none; it stays open meanwhile. */
export function CheckMenu<Value extends string>({ trigger, options, chosen, onChange }: Props<Value>) {
  const toggle = (value: Value, isOn: boolean) => {
    const next = options.map(([one]) => one).filter((one) => (one === value ? isOn : chosen.includes(one)));
    if (next.length > 0) onChange(next);
  };
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className={styles.positioner}>
          <Menu.Popup className={styles.menu} style={{ minWidth: 120 }}>
            {options.map(([value, text]) => (
              <Menu.CheckboxItem
                key={value}
                className={styles.item}
                checked={chosen.includes(value)}
                onCheckedChange={(isOn) => toggle(value, isOn)}
                closeOnClick={false}
              >
                <span style={{ width: 16, display: 'inline-flex' }}>
                  <Menu.CheckboxItemIndicator>
                    <Check size={14} aria-hidden="true" />
                  </Menu.CheckboxItemIndicator>
                </span>
                <Text>{text}</Text>
              </Menu.CheckboxItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
