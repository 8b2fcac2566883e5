import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './Modal.module.css';

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

/** A dialog: focus goes in, Escape goes out, and the focus returns to where it came from. */
export function Modal({ open, onClose, title, description, children, footer, wide = false }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Viewport className={styles.viewport}>
          <Dialog.Popup className={styles.popup} data-wide={wide}>
            <header className={styles.head}>
              <Dialog.Title className={styles.title}>{title}</Dialog.Title>
              <Dialog.Close
                render={<Button look="quiet" size="small" icon={<X size={15} />} aria-label="Close" />}
              />
            </header>
            {description === undefined ? null : (
              <Dialog.Description className={styles.description}>{description}</Dialog.Description>
            )}
            <div className={styles.body}>{children}</div>
            <footer className={styles.foot}>{footer}</footer>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
