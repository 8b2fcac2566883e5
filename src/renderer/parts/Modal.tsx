import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Row, Text } from './Box.tsx';
import { Button } from './Button.tsx';
import styles from './Popup.module.css';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly footer: ReactNode;
  /** For forms of many fields. */
  readonly wide?: boolean;
}

const FOOT = { padding: '12px 20px', borderTop: '1px solid var(--line)' };

/** A dialog: focus goes in, Escape goes out, and the focus returns to where it came from. */
export function Modal({ open, onClose, title, description, children, footer, wide = false }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Viewport className={styles.viewport}>
          <Dialog.Popup className={styles.dialog} data-wide={wide}>
            <Row as="header" justify="space-between" gap={12} style={{ padding: '16px 14px 0 20px' }}>
              <Text as={Dialog.Title} size="lead">
                {title}
              </Text>
              <Dialog.Close
                render={<Button look="quiet" size="small" icon={<X size={15} />} aria-label="Close" />}
              />
            </Row>
            {description === undefined ? null : (
              <Text as={Dialog.Description} tone="muted" style={{ padding: '2px 20px 0' }}>
                {description}
              </Text>
            )}
            <div className={styles.body}>{children}</div>
            <Row as="footer" justify="end" gap={8} style={FOOT}>
              {footer}
            </Row>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
