import { Popover } from '@base-ui/react/popover';
import { memo, type ReactNode, useContext } from 'react';
import { definitionOf, type Term } from '../../contract/glossary.ts';
import styles from './Definition.module.css';
import popup from './Popup.module.css';
import { Paper } from './paper.ts';

interface Props {
  /** Undefined: the word is left as it is. */
  readonly term: Term | undefined;
  readonly children: ReactNode;
  /** Said instead of the general definition where the run itself states one. */
  readonly text?: string | undefined;
}

/** A word with its definition one hover, tap or key press away; on paper the word. */
export const Definition = memo(function Definition({ term, children, text }: Props) {
  const paper = useContext(Paper);
  if (term === undefined || paper) return children;
  return (
    <Popover.Root>
      <Popover.Trigger openOnHover delay={350} className={styles.trigger}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className={popup.positioner}>
          <Popover.Popup className={popup.card} initialFocus={false}>
            <Popover.Description>{text ?? definitionOf(term)}</Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
});
