import { Menu } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Note, Text } from './Box.tsx';
import styles from './Popup.module.css';

export interface MenuAction {
  readonly key: string;
  readonly text: ReactNode;
  readonly detail?: string;
  readonly icon?: ReactNode;
  readonly run: () => void;
}

/** A button with a list of things to do. */
export function ActionMenu({ trigger, actions }: { trigger: ReactElement; actions: readonly MenuAction[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className={styles.positioner}>
          <Menu.Popup className={styles.menu}>
            {actions.map((action) => (
              <Menu.Item key={action.key} className={styles.item} onClick={action.run}>
                {action.icon}
                <Text clip>{action.text}</Text>
                {action.detail === undefined ? null : (
                  <Note as="span" clip rigid style={{ maxWidth: '45%', marginLeft: 'auto', paddingLeft: 20 }}>
                    {action.detail}
                  </Note>
                )}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
